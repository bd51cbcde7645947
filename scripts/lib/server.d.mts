export interface ServerOptions {
  /** Folder for everything this VS Code writes; may be a fresh one. */
  userData: string;
  /** 0 takes a free one. */
  port?: number;
  /** Folder of the extension to have installed; this repository unless given. */
  extension?: string | undefined;
  /** Replaces the user's settings. */
  settings?: Record<string, unknown> | undefined;
  /** false switches Workspace Trust off altogether. */
  trust?: boolean;
  /** VS Code's own test driver, for extension-host tests. It suppresses notifications. */
  driver?: boolean;
}

export interface Server {
  /** http://127.0.0.1:PORT */
  address: string;
  /** The address that opens a folder. */
  open(folder: string): string;
  /** Ends all its processes. */
  stop(): Promise<void>;
  exited: Promise<unknown>;
}

/** Settings. */
export const silent: Readonly<Record<string, unknown>>;
export function startServer(options: ServerOptions): Promise<Server>;
