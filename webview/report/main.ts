/** A report's entry: its host first, then the page. */
import "./reportHost.ts";
import "../main.ts";
