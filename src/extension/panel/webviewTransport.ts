/** The host's end of the link to the panel's page: JSON-RPC messages as plain objects over `postMessage`. */
import {
  AbstractMessageReader,
  AbstractMessageWriter,
  createMessageConnection,
  type DataCallback,
  type Disposable,
  type Message,
  type MessageConnection,
  type MessageReader,
  type MessageWriter,
} from "vscode-jsonrpc/node";
import type { Webview } from "vscode";

class WebviewReader extends AbstractMessageReader implements MessageReader {
  readonly #webview: Webview;

  constructor(webview: Webview) {
    super();
    this.#webview = webview;
  }

  listen(callback: DataCallback): Disposable {
    return this.#webview.onDidReceiveMessage((data: unknown) => {
      if (isMessage(data)) callback(data);
    });
  }
}

class WebviewWriter extends AbstractMessageWriter implements MessageWriter {
  readonly #webview: Webview;

  constructor(webview: Webview) {
    super();
    this.#webview = webview;
  }

  /** A page that is hidden or gone takes nothing; it asks for everything when it is back. */
  async write(message: Message): Promise<void> {
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a webview is no window
    await this.#webview.postMessage(message);
  }

  end(): void {
    // The webview is the panel's.
  }
}

export function connectPage(webview: Webview): MessageConnection {
  return createMessageConnection(new WebviewReader(webview), new WebviewWriter(webview));
}

function isMessage(data: unknown): data is Message {
  return typeof data === "object" && data !== null && "jsonrpc" in data && data.jsonrpc === "2.0";
}
