"""The denoiser as an ONNX graph: written from its weights node by node, so that everything that can be known beforehand is.

    python3 training/text/graph.py --model media/models/stories    # writes a folder's graph anew, with the weights that it has

`input_ids` int64 [batch, length] and `places` int64 [batch, places] to `logits` float32 [batch, places, vocab]: what the last layer's
queries, its feed-forward layer and the head would say at other places is not computed. At every place that is asked for the logits are those
of `model.py`, whatever else is asked for; two places at least, since ONNX Runtime multiplies a single row by another kernel, which rounds
otherwise. Weights are stored in half precision behind Cast nodes, which a runtime folds when it loads the model.
"""

import argparse
import json
from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from model import Denoiser, rotary

SUFFIX = "_half"


def weights_of(model: Denoiser) -> list[TensorProto]:
    """The parameters under their names, large ones in half precision."""
    stored = []
    for name, parameter in model.named_parameters():
        values = parameter.detach().numpy()
        is_large = values.size > 4096
        stored.append(numpy_helper.from_array(values.astype(np.float16 if is_large else np.float32), f"model.{name}{SUFFIX if is_large else ''}"))
    return stored


class Writer:
    """Nodes and constants, in the order in which they are written. A method returns the name of what its node gives."""

    def __init__(self, weights: list[TensorProto]):
        self.nodes = []
        self.constants = set()
        self.initializers = list(weights)
        for weight in weights:
            if weight.name.endswith(SUFFIX):
                name = weight.name.removesuffix(SUFFIX)
                self.nodes.append(helper.make_node("Cast", [weight.name], [name], name=f"{name}_cast", to=TensorProto.FLOAT))

    def node(self, operator: str, name: str, inputs: list[str], outputs: list[str] | None = None, **attributes) -> str:
        self.nodes.append(helper.make_node(operator, inputs, outputs or [name], name=name, **attributes))
        return name

    def split(self, name: str, tensor: str, sizes: list[int], axis: int) -> list[str]:
        outputs = [f"{name}_{part}" for part in range(len(sizes))]
        self.node("Split", name, [tensor, self.whole(sizes)], outputs, axis=axis)
        return outputs

    def whole(self, numbers: list[int]) -> str:
        return self.constant("whole_" + "_".join(str(number).replace("-", "minus") for number in numbers), np.array(numbers, np.int64))

    def constant(self, name: str, values: np.ndarray) -> str:
        if name not in self.constants:
            self.constants.add(name)
            self.initializers.append(numpy_helper.from_array(values, name))
        return name

    def reshape(self, name: str, tensor: str, shape: str) -> str:
        return self.node("Reshape", name, [tensor, shape])

    def transpose(self, name: str, tensor: str, *axes: int) -> str:
        return self.node("Transpose", name, [tensor], perm=axes)

    def between(self, name: str, tensor: str, axis: int) -> str:
        """With one axis more, of size 1."""
        return self.node("Unsqueeze", name, [tensor, self.whole([axis])])

    def linear(self, name: str, rows: str, weight: str, bias: list[str] | None = None) -> str:
        """[rows, width] by a weight [out, width], as it is stored."""
        return self.node("Gemm", name, [rows, weight, *(bias or [])], transB=1)

    def norm(self, name: str, rows: str, weight: str) -> str:
        return self.node("LayerNormalization", name, [rows, weight], axis=-1, epsilon=1e-5)

    def rotate(self, name: str, heads: str, cos: str, sin: str, half: int) -> str:
        """`rotate` of model.py: [a, b] · [cos, cos] + [b, a] · [−sin, sin], in the same roundings."""
        a, b = self.split(f"{name}/halves", heads, [half, half], axis=-1)
        swapped = self.node("Concat", f"{name}/swapped", [b, a], axis=-1)
        return self.node("Add", name, [
            self.node("Mul", f"{name}/by_cos", [heads, cos]),
            self.node("Mul", f"{name}/by_sin", [swapped, sin]),
        ])  # fmt: skip


def write_graph(weights: list[TensorProto], heads: int, length: int) -> onnx.ModelProto:
    """The graph of a denoiser whose parameters have these names and values, for at most so many tokens."""
    shapes = {weight.name.removesuffix(SUFFIX): list(weight.dims) for weight in weights}
    vocab, width = shapes["model.embedding.weight"]
    layers = sum(name.endswith(".qkv.weight") for name in shapes)
    part = width // heads
    w = Writer(weights)

    cos, sin = (table.numpy() for table in rotary(length, part))
    all_cos = w.constant("rotary_cos", np.concatenate([cos, cos], axis=1))
    all_sin = w.constant("rotary_sin", np.concatenate([-sin, sin], axis=1))
    scale = w.constant("attention_scale", np.array(part**-0.5, np.float32))
    ten = w.constant("embedding_scale", np.array(10, np.float32))
    flat = w.whole([-1, width])

    size = w.node("Shape", "size", ["input_ids"])
    count, columns = w.split("size/parts", size, [1, 1], axis=0)

    def here(table: str) -> str:
        """A rotary table of the places that there are: [length, 1, width / heads]."""
        return w.between(f"{table}_here", w.node("Slice", f"{table}_here/rows", [table, w.whole([0]), columns]), 1)

    def by_head(name: str, rows: str, size: str, parts: int) -> str:
        """[batch · places, parts · width] to [batch, places, parts · heads, width / heads]."""
        return w.reshape(name, rows, w.node("Concat", f"{name}/shape", [size, w.whole([parts * heads, part])], axis=0))

    def attend(name: str, q: str, k: str, v: str) -> str:
        """From [batch, places, heads, width / heads] to [batch · places, width]."""
        queries, keys = w.transpose(f"{name}/queries", q, 0, 2, 1, 3), w.transpose(f"{name}/keys", k, 0, 2, 3, 1)
        scores = w.node("Mul", f"{name}/scaled", [w.node("MatMul", f"{name}/scores", [queries, keys]), scale])
        shares = w.node("Softmax", f"{name}/shares", [scores], axis=-1)
        mixed = w.node("MatMul", f"{name}/mixed", [shares, w.transpose(f"{name}/values", v, 0, 2, 1, 3)])
        return w.reshape(name, w.transpose(f"{name}/by_place", mixed, 0, 2, 1, 3), flat)

    def finish(name: str, x: str, attended: str) -> str:
        """The attention's output and the feed-forward layer, each added to the stream."""
        x = w.node("Add", f"{name}/after_attention", [x, w.linear(f"{name}/out", attended, f"{name}.out.weight")])
        up = w.linear(f"{name}/up", w.norm(f"{name}/mlp_norm", x, f"{name}.mlp_norm.weight"), f"{name}.up.weight")
        active = w.node("Relu", f"{name}/relu", [up])
        squared = w.node("Mul", f"{name}/squared", [active, active])
        return w.node("Add", f"{name}/after_mlp", [x, w.linear(f"{name}/down", squared, f"{name}.down.weight")])

    embedded = w.node("Gather", "embedded", ["model.embedding.weight", "input_ids"])
    x = w.reshape("x", w.node("Mul", "embedded/scaled", [embedded, ten]), flat)
    cos_here, sin_here = here(all_cos), here(all_sin)
    for layer in range(layers - 1):
        name = f"model.blocks.{layer}"
        normed = w.norm(f"{name}/attention_norm", x, f"{name}.attention_norm.weight")
        qkv = by_head(f"{name}/heads", w.linear(f"{name}/qkv", normed, f"{name}.qkv.weight"), size, 3)
        qk, v = w.split(f"{name}/v", qkv, [2 * heads, heads], axis=2)
        q, k = w.split(f"{name}/k", w.rotate(f"{name}/rotated", qk, cos_here, sin_here, part // 2), [heads, heads], axis=2)
        x = finish(name, x, attend(f"{name}/attended", q, k, v))

    # The last layer looks at every place, from those that are asked for.
    name = f"model.blocks.{layers - 1}"
    normed = w.norm(f"{name}/attention_norm", x, f"{name}.attention_norm.weight")
    q_weight, kv_weight = w.split(f"{name}/weights", f"{name}.qkv.weight", [width, 2 * width], axis=0)
    kv = by_head(f"{name}/heads", w.linear(f"{name}/kv", normed, kv_weight), size, 2)
    k, v = w.split(f"{name}/v", kv, [heads, heads], axis=2)
    k = w.rotate(f"{name}/k", k, cos_here, sin_here, part // 2)

    asked = w.node("Shape", "asked", ["places"])
    # The row of place p of sequence b is b · length + p.
    rows_before = w.node("Range", "rows_before", [
        w.constant("zero", np.array(0, np.int64)),
        w.node("Squeeze", "rows/count", [w.node("Mul", "rows/counts", [count, columns])]),
        w.node("Squeeze", "rows/step", [columns]),
    ])  # fmt: skip
    rows = w.node("Add", "rows/apart", ["places", w.between("rows_before/column", rows_before, 1)])
    rows = w.reshape("rows", rows, w.whole([-1]))
    cos_asked, sin_asked = (
        w.between(f"{table}_asked", w.node("Gather", f"{table}_asked/rows", [table, "places"]), 2) for table in (all_cos, all_sin)
    )
    normed_asked = w.node("Gather", f"{name}/normed_asked", [normed, rows], axis=0)
    q = by_head(f"{name}/q_heads", w.linear(f"{name}/q", normed_asked, q_weight), asked, 1)
    q = w.rotate(f"{name}/rotated", q, cos_asked, sin_asked, part // 2)
    x = finish(name, w.node("Gather", "x_asked", [x, rows], axis=0), attend(f"{name}/attended", q, k, v))

    # Reshaped in between, or ONNX Runtime makes one kernel of sum and norm, which rounds otherwise than the two.
    x = w.norm("norm", w.reshape("norm/rows", x, flat), "model.norm.weight")
    logits = w.linear("logits/flat", x, "model.embedding.weight", ["model.bias"])
    w.reshape("logits", logits, w.node("Concat", "logits/shape", [asked, w.whole([vocab])], axis=0))

    def port(name: str, kind: int, *shape: str | int) -> onnx.ValueInfoProto:
        return helper.make_tensor_value_info(name, kind, shape)

    inputs = [port("input_ids", TensorProto.INT64, "batch", "length"), port("places", TensorProto.INT64, "batch", "places")]
    outputs = [port("logits", TensorProto.FLOAT, "batch", "places", vocab)]
    graph = helper.make_graph(w.nodes, "denoiser", inputs, outputs, w.initializers)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    onnx.checker.check_model(model, full_check=True)
    return model


def save_graph(model: onnx.ModelProto, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    whole = path.with_suffix(".tmp")
    onnx.save(model, str(whole))
    whole.replace(path)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--model", type=Path, required=True)
    args = parser.parse_args()
    path = args.model / "onnx/model.onnx"
    said = json.loads((args.model / "config.json").read_text())
    weights = [tensor for tensor in onnx.load(str(path)).graph.initializer if tensor.name.startswith("model.")]
    save_graph(write_graph(weights, said["num_attention_heads"], said["max_position_embeddings"]), path)


if __name__ == "__main__":
    main()
