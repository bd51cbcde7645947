/**
 * The page's end of the link to the host: JSON-RPC messages as plain objects over `postMessage`. The host has its twin.
 * Knows nothing of what is said.
 */
import {
  AbstractMessageReader,
  AbstractMessageWriter,
  type DataCallback,
  type Disposable,
  type Message,
  type MessageConnection,
  type MessageReader,
  type MessageWriter,
  createMessageConnection,
} from "vscode-jsonrpc/browser";

class WindowReader extends AbstractMessageReader implements MessageReader {
  listen(callback: DataCallback): Disposable {
    const receive = ({ data }: MessageEvent<unknown>): void => {
      if (isMessage(data)) callback(data);
    };
    window.addEventListener("message", receive);
    return { dispose: () => window.removeEventListener("message", receive) };
  }
}

class HostWriter extends AbstractMessageWriter implements MessageWriter {
  readonly #post: (message: Message) => void;

  constructor(post: (message: Message) => void) {
    super();
    this.#post = post;
  }

  write(message: Message): Promise<void> {
    this.#post(message);
    return Promise.resolve();
  }

  end(): void {
    // The window outlives the page.
  }
}

export interface Host {
  /** Listens once `listen()` is called. */
  readonly connection: MessageConnection;
  /** Keeps how the page looks, while it is hidden: nothing of what it shows. */
  readonly memory: ViewMemory;
}

export interface ViewMemory {
  get(): ViewState | undefined;
  set(state: ViewState): void;
}

export interface ViewState {
  readonly formShown: boolean;
}

/** VS Code gives `acquireVsCodeApi` out once a page. */
export function connectHost(): Host {
  const api = acquireVsCodeApi<ViewState>();
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- not a window: VS Code knows where it goes
  const post = (message: Message): void => api.postMessage(message);
  return {
    connection: createMessageConnection(new WindowReader(), new HostWriter(post)),
    memory: { get: () => api.getState(), set: (state) => void api.setState(state) },
  };
}

/** A webview's window also hears other things, from VS Code itself and from developer tools. */
function isMessage(data: unknown): data is Message {
  return typeof data === "object" && data !== null && "jsonrpc" in data;
}
