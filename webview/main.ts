/** The page's entry: registers the elements, connects to the host, shows the app. */
import { PanelApp } from "./app.ts";
import { connectHost } from "./connection.ts";
import { DropdownField } from "./dropdown.ts";
import { EmptyState } from "./emptyState.ts";
import { EssChart } from "./essChart.ts";
import { SteeringForm } from "./form.ts";
import { ImagePair } from "./imagePair.ts";
import { Notice } from "./notice.ts";
import { Notices } from "./notices.ts";
import { IterationChart } from "./iterationChart.ts";
import { NumberField } from "./numberField.ts";
import { NumberList } from "./numberList.ts";
import { ParticleCard } from "./particleCard.ts";
import { ParticleGrid } from "./particleGrid.ts";
import { PreviewStrip } from "./previewStrip.ts";
import { RunProgress } from "./progress.ts";
import { RewardRow } from "./rewardRow.ts";
import { RunDetails } from "./runDetails.ts";
import { PanelStore } from "./store.ts";
import { pageStyles } from "./theme.ts";
import { TimeBar } from "./timeBar.ts";
import { registerControls } from "./toolkit.ts";

registerControls();
for (const [name, element] of Object.entries({
  "fk-card": ParticleCard,
  "fk-details": RunDetails,
  "fk-dropdown": DropdownField,
  "fk-empty": EmptyState,
  "fk-ess": EssChart,
  "fk-form": SteeringForm,
  "fk-iterations": IterationChart,
  "fk-notice": Notice,
  "fk-pair": ImagePair,
  "fk-notices": Notices,
  "fk-number": NumberField,
  "fk-numbers": NumberList,
  "fk-panel": PanelApp,
  "fk-particles": ParticleGrid,
  "fk-previews": PreviewStrip,
  "fk-progress": RunProgress,
  "fk-reward": RewardRow,
  "fk-time": TimeBar,
})) {
  customElements.define(name, element);
}

// VS Code's own style sheet is in the document; this one comes after it. No inline styles: the page has a strict CSP.
if (pageStyles.styleSheet !== undefined) document.adoptedStyleSheets.push(pageStyles.styleSheet);

const { connection, memory } = connectHost();
const store = new PanelStore(connection);
const app = new PanelApp();
app.store = store;
app.memory = memory;
document.body.append(app);
await store.start();
