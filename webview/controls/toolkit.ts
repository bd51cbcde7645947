/**
 * Registers the form controls of @vscode/webview-ui-toolkit: the one place that loads it. The toolkit is archived, so it
 * is kept to text fields, drop-downs, check boxes and buttons; everything else is drawn with lit on VS Code's theme tokens.
 */
import "./styleNonce.ts";
import {
  provideVSCodeDesignSystem,
  vsCodeButton,
  vsCodeCheckbox,
  vsCodeDropdown,
  vsCodeOption,
  vsCodeTextArea,
  vsCodeTextField,
} from "@vscode/webview-ui-toolkit";

export function registerControls(): void {
  provideVSCodeDesignSystem().register(
    vsCodeButton(),
    vsCodeCheckbox(),
    vsCodeDropdown(),
    vsCodeOption(),
    vsCodeTextArea(),
    vsCodeTextField(),
  );
}
