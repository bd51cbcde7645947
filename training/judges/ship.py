"""Writes the trained judges as ONNX with their tokenizer: `python3 ship.py --state STATE --scorers media/scorers/english --golden test/golden/judges.json`.

Matrices are stored as whole numbers of eight bits, one scale a row, behind nodes that a runtime folds when it loads the model: a quarter of the size.
Each network is held against PyTorch's float32 weights, and the difference is printed. `--only NAME` writes one.
"""

import argparse
import json
import shutil
import sys
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import torch
from onnx import TensorProto, helper, numpy_helper
from tokenizers import Tokenizer

from judge import encode
from judge_network import Judge
from reader import SIZES, WINDOW, Likelihood, Reader

# Name: what its output is, how a text is cut for it, and on which scale what it says of a part is put.
JUDGES = {
    "perplexity": {"output": "log_likelihoods", "reads": "windows"},
    "perplexity-twin": {"output": "log_likelihoods", "reads": "windows"},
    "acceptability": {"output": "verdict", "reads": "sentences", "scale": "share"},
    "toxicity": {"output": "verdict", "reads": "windows", "scale": "share"},
    "toxicity-twin": {"output": "verdict", "reads": "windows", "scale": "share"},
    "sentiment": {"output": "verdict", "reads": "sentences", "scale": "mood"},
}
EXAMPLES = [
    "Once upon a time, there was a little girl named Lily.",
    "The cat are sitting on on the mat.",
    "You are an idiot, and nobody likes you.",
    "What a wonderful, cheerful day!",
    "This was a terrible film; I hated every minute of it.",
    "",
]
# What a tokenizer stumbles over: quotes that are made plain, spaces, other scripts.
ODD = ["“Don’t”, she said — no…", "  two  spaces\tand a tab\n", "Ünïcödé 東京 🙂", "\u0000\u0007", "\ufffd"]


def load(run: Path) -> torch.nn.Module:
    saved = torch.load(run / "last.pt", map_location="cpu", weights_only=True)
    if "task" not in saved:
        reader = Reader(SIZES[saved["size"]])
        reader.load_state_dict(saved["mean"])
        return Likelihood(reader).eval()
    model = Judge()
    model.load_state_dict(saved["mean"])
    return model.eval()


def rows_of(learned: dict[str, int], shipped: dict[str, int]) -> torch.Tensor:
    """By shipped id, the id that a token had in training: all judges share one tokenizer, and tokens about as frequent may have changed places since."""
    if learned.keys() != shipped.keys():
        sys.exit("The judges learned other tokens than those of the tokenizer that is shipped: delete that one, and ship all judges anew.")
    return torch.tensor([learned[token] for token in sorted(shipped, key=shipped.get)])


def in_order(model: torch.nn.Module, rows: torch.Tensor) -> torch.nn.Module:
    """What it has for each token, in the order of the shipped tokenizer."""
    whole = model.reader if isinstance(model, Likelihood) else model
    whole.embedding.weight.data = whole.embedding.weight.data[rows]
    if isinstance(model, Likelihood):
        whole.bias.data = whole.bias.data[rows]
    return model


def quartered(path: Path) -> None:
    """Stores every float32 matrix as int8 with a float32 scale a row: Cast and Mul make it what it was."""
    graph = onnx.load(str(path))
    made, kept = [], []
    for tensor in graph.graph.initializer:
        values = numpy_helper.to_array(tensor)
        if values.dtype != np.float32 or values.ndim != 2 or values.size < 4096 or values.min() <= -1e4:
            kept.append(tensor)
            continue
        scales = np.maximum(np.abs(values).max(axis=1, keepdims=True) / 127, 1e-12).astype(np.float32)
        whole = np.rint(values / scales).astype(np.int8)
        name = tensor.name
        kept += [numpy_helper.from_array(whole, f"{name}_8"), numpy_helper.from_array(scales, f"{name}_scale")]
        made += [helper.make_node("Cast", [f"{name}_8"], [f"{name}_cast"], to=TensorProto.FLOAT), helper.make_node("Mul", [f"{name}_cast", f"{name}_scale"], [name])]
    del graph.graph.initializer[:]
    graph.graph.initializer.extend(kept)
    nodes = [*made, *graph.graph.node]
    del graph.graph.node[:]
    graph.graph.node.extend(nodes)
    onnx.checker.check_model(graph, full_check=True)
    onnx.save(graph, str(path))


def write_onnx(model: torch.nn.Module, output: str, path: Path) -> None:
    example = torch.tensor([[0, 300, 301, 302, 0], [0, 303, 304, 0, 1]])
    axes = {"input_ids": {0: "batch", 1: "length"}, output: {0: "batch"} if output == "verdict" else {0: "batch", 1: "spaces"}}
    # Constants are not folded: a matrix that is used twice, once turned, must stay one.
    torch.onnx.export(model, (example,), str(path), dynamo=False, opset_version=17, do_constant_folding=False, input_names=["input_ids"], output_names=[output], dynamic_axes=axes)
    quartered(path)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--state", type=Path, required=True)
    parser.add_argument("--scorers", type=Path, required=True)
    parser.add_argument("--golden", type=Path)
    parser.add_argument("--only", action="append", default=[])
    args = parser.parse_args()
    torch.set_num_threads(1)
    args.scorers.mkdir(parents=True, exist_ok=True)
    learned, shipped = args.state / "words/tokenizer.json", args.scorers / "tokenizer.json"
    if not shipped.exists():
        shutil.copyfile(learned, shipped)
    tokenizer = Tokenizer.from_file(str(shipped))
    rows = rows_of(Tokenizer.from_file(str(learned)).get_vocab(), tokenizer.get_vocab())
    config = args.scorers / "config.json"
    written = json.loads(config.read_text())["judges"] if config.exists() else {}
    golden = json.loads(args.golden.read_text()) if args.golden and args.golden.exists() else {"source": "training/judges/ship.py: the trained weights in PyTorch, float32", "texts": EXAMPLES}
    golden["ids"] = [[text, tokenizer.encode(text, add_special_tokens=False).ids] for text in ODD]
    for name, told in JUDGES.items():
        if (args.only and name not in args.only) or not (args.state / name / "done.json").exists():
            continue
        model, path = in_order(load(args.state / name), rows), args.scorers / f"{name}.onnx"
        write_onnx(model, told["output"], path)
        session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
        values, gaps = [], []
        for text in EXAMPLES:
            ids = encode(tokenizer, [text], torch.device("cpu"))
            with torch.no_grad():
                exact = model(ids).numpy().ravel()
            gaps.append(np.abs(session.run(None, {"input_ids": ids.numpy()})[0].ravel() - exact).mean())
            values.append(round(float(exact.mean()), 4))
        golden[name] = values
        written[name] = told
        print(f"{name}: {path.stat().st_size:,} bytes; mean difference {max(gaps):.4f}; {values}")
    config.write_text(json.dumps({"window": WINDOW, "end_token_id": 0, "pad_token_id": 1, "judges": {name: written[name] for name in JUDGES if name in written}}, indent=2) + "\n")
    if args.golden:
        args.golden.write_text(json.dumps(golden, indent=2, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
