/** The entry of a sweep's page: registers its elements, connects to the host, shows the sweep. */
import { DropdownField } from "../controls/dropdown.ts";
import { Notice } from "../controls/notice.ts";
import { registerControls } from "../controls/toolkit.ts";
import { connectHost } from "../host/connection.ts";
import { pageStyles } from "../theme.ts";
import { SweepApp } from "./sweepApp.ts";
import { SweepGrid } from "./sweepGrid.ts";
import { SweepPlot } from "./sweepPlot.ts";
import { SweepStore } from "./sweepStore.ts";

registerControls();
for (const [name, element] of Object.entries({
  "fk-dropdown": DropdownField,
  "fk-notice": Notice,
  "fk-sweep": SweepApp,
  "fk-sweep-grid": SweepGrid,
  "fk-sweep-plot": SweepPlot,
})) {
  customElements.define(name, element);
}

if (pageStyles.styleSheet !== undefined) document.adoptedStyleSheets.push(pageStyles.styleSheet);

const store = new SweepStore(connectHost().connection);
const app = new SweepApp();
app.store = store;
document.body.append(app);
await store.start();
