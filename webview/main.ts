/** The page's entry: registers the elements, connects to the host, shows the app. */
import { PanelApp } from "./app.ts";
import { connectHost } from "./host/connection.ts";
import { DropdownField } from "./controls/dropdown.ts";
import { EmptyState } from "./run/emptyState.ts";
import { CurvePlot } from "./charts/curvePlot.ts";
import { Curves } from "./charts/curves.ts";
import { CurvesTable } from "./charts/curvesTable.ts";
import { SteeringForm } from "./form/form.ts";
import { ImageSlider } from "./pictures/imageSlider.ts";
import { Notice } from "./controls/notice.ts";
import { Notices } from "./run/notices.ts";
import { IterationChart } from "./charts/iterationChart.ts";
import { Inspector } from "./inspector/inspector.ts";
import { Lineage } from "./inspector/lineage.ts";
import { LineageTable } from "./inspector/lineageTable.ts";
import { Scrubber } from "./inspector/scrubber.ts";
import { Why } from "./inspector/why.ts";
import { WhyCurves } from "./inspector/whyCurves.ts";
import { NumberField } from "./controls/numberField.ts";
import { NumberList } from "./controls/numberList.ts";
import { FadingPicture } from "./pictures/fadingPicture.ts";
import { ParticleCard } from "./particles/particleCard.ts";
import { ParticleGrid } from "./particles/particleGrid.ts";
import { PreviewStrip } from "./pictures/previewStrip.ts";
import { RunProgress } from "./run/progress.ts";
import { PauseBar } from "./votes/pauseBar.ts";
import { GoOn } from "./run/goOn.ts";
import { Replay } from "./run/replay.ts";
import { RunLine } from "./run/runLine.ts";
import { RewardRow } from "./form/rewardRow.ts";
import { RunDetails } from "./run/runDetails.ts";
import { Tokens } from "./particles/tokens.ts";
import { DifferencePicture } from "./pictures/differencePicture.ts";
import { SideBySide } from "./particles/sideBySide.ts";
import { PanelStore } from "./host/store.ts";
import { pageStyles } from "./theme.ts";
import { StrengthExplorer } from "./charts/strengthExplorer.ts";
import { TimeBar } from "./run/timeBar.ts";
import { registerControls } from "./controls/toolkit.ts";

registerControls();
for (const [name, element] of Object.entries({
  "fk-card": ParticleCard,
  "fk-curve": CurvePlot,
  "fk-curves": Curves,
  "fk-curves-table": CurvesTable,
  "fk-details": RunDetails,
  "fk-difference": DifferencePicture,
  "fk-dropdown": DropdownField,
  "fk-empty": EmptyState,
  "fk-form": SteeringForm,
  "fk-go-on": GoOn,
  "fk-inspector": Inspector,
  "fk-iterations": IterationChart,
  "fk-lineage": Lineage,
  "fk-lineage-table": LineageTable,
  "fk-notice": Notice,
  "fk-notices": Notices,
  "fk-number": NumberField,
  "fk-numbers": NumberList,
  "fk-panel": PanelApp,
  "fk-particles": ParticleGrid,
  "fk-picture": FadingPicture,
  "fk-previews": PreviewStrip,
  "fk-progress": RunProgress,
  "fk-reward": RewardRow,
  "fk-pause": PauseBar,
  "fk-replay": Replay,
  "fk-run-line": RunLine,
  "fk-scrubber": Scrubber,
  "fk-side": SideBySide,
  "fk-slider": ImageSlider,
  "fk-strength": StrengthExplorer,
  "fk-tokens": Tokens,
  "fk-time": TimeBar,
  "fk-why": Why,
  "fk-why-curves": WhyCurves,
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
