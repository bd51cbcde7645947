/** Errors across a process boundary: what is thrown on one side is thrown on the other, code and details kept. */
import { ResponseError } from "vscode-jsonrpc";
import { SteeringError, abortError, isAbort, sentenceOf } from "../errors.ts";
import type { WireError } from "./run.ts";

/** JSON-RPC's range for errors of the application starts here. */
const applicationError = -32_000;

export function toWire(error: unknown): ResponseError<WireError> {
  const message = sentenceOf(error);
  const stack = error instanceof Error && error.stack !== undefined ? { stack: error.stack } : {};
  const data: WireError = isAbort(error)
    ? { code: "aborted", message, details: {} }
    : error instanceof SteeringError
      ? { code: error.code, message, ...sentenceIn(error), details: error.details, ...stack }
      : { code: "internal", message, details: {}, ...stack };
  return new ResponseError(applicationError, message, data);
}

/** The error that the other side threw; anything that is not one of ours comes back as it is. */
export function fromWire(error: unknown): unknown {
  if (!(error instanceof ResponseError)) return error;
  const data = error.data as WireError | undefined;
  if (data?.code === undefined) return error;
  if (data.code === "aborted") return abortError();
  return new SteeringError(data.code, data.sentence ?? data.message, { details: data.details, cause: error });
}

function sentenceIn({ sentence }: SteeringError): Pick<WireError, "sentence"> {
  return sentence === undefined ? {} : { sentence };
}
