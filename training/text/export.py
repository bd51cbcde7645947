"""Writes a checkpoint as a Hugging Face style folder with an ONNX model, and golden values for tests.

    python3 training/text/export.py --run OUT --model media/models/stories [--golden test/golden/stories-logits.json]

Weights are stored in half precision behind Cast nodes, which a runtime folds when it loads the model. The golden values
are PyTorch's, in float32, from the same rounded weights.
"""

import argparse
import json
import math
import shutil
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import helper, numpy_helper
from torch import Tensor, nn

import bpe
from golden import golden
from model import BANNED, Denoiser, rotate
from sample import load

DESCRIPTION = "Short children's stories and plain English sentences, 64 tokens. Trained for this extension from scratch."
LICENSE = "MIT, as the project. Training texts: TinyStories (CDLA-Sharing-1.0), Tatoeba (CC BY 2.0 FR), Common Voice (CC0)."

TOKENIZER_CONFIG = {
    "tokenizer_class": "PreTrainedTokenizerFast",
    "bos_token": bpe.SPECIAL[bpe.END],
    "eos_token": bpe.SPECIAL[bpe.END],
    "pad_token": bpe.SPECIAL[bpe.END],
    "mask_token": bpe.SPECIAL[bpe.MASK],
    "clean_up_tokenization_spaces": False,
}


class Portable(nn.Module):
    """The same network with attention written out, and rotary tables sliced by the input's length."""

    def __init__(self, model: Denoiser):
        super().__init__()
        self.model = model

    def attend(self, block: nn.Module, x: Tensor, cos: Tensor, sin: Tensor) -> Tensor:
        batch, length, width = x.shape
        qkv = block.qkv(block.attention_norm(x)).view(batch, length, 3, block.heads, width // block.heads)
        q, k, v = qkv.permute(2, 0, 3, 1, 4).unbind(0)
        q, k = rotate(q, cos, sin), rotate(k, cos, sin).transpose(-1, -2)
        scores = (q @ k) * (1 / math.sqrt(width // block.heads))
        return block.out((scores.softmax(dim=-1) @ v).transpose(1, 2).reshape(batch, length, width))

    def forward(self, ids: Tensor) -> Tensor:
        model = self.model
        cos, sin = model.cos[: ids.shape[1]], model.sin[: ids.shape[1]]
        x = model.embedding(ids) * 10.0
        for block in model.blocks:
            x = x + self.attend(block, x, cos, sin)
            x = x + block.down(torch.relu(block.up(block.mlp_norm(x))).square())
        return model.head(model.norm(x))


def halve(model: onnx.ModelProto) -> None:
    """Stores every float32 matrix as float16 with a Cast to float32 in front of its uses."""
    casts = []
    for tensor in model.graph.initializer:
        values = numpy_helper.to_array(tensor)
        if values.dtype == np.float32 and values.size > 4096:
            name = tensor.name
            tensor.CopyFrom(numpy_helper.from_array(values.astype(np.float16), name + "_half"))
            casts.append(helper.make_node("Cast", [name + "_half"], [name], name=name + "_cast", to=onnx.TensorProto.FLOAT))
    nodes = [*casts, *model.graph.node]
    del model.graph.node[:]
    model.graph.node.extend(nodes)


def write_onnx(model: Denoiser, path: Path) -> None:
    """input_ids int64 [batch, length] to logits float32 [batch, length, vocab], opset 17."""
    path.parent.mkdir(parents=True, exist_ok=True)
    axes = {"input_ids": {0: "batch", 1: "length"}, "logits": {0: "batch", 1: "length"}}
    example = torch.full((2, 48), bpe.MASK)
    whole = path.with_suffix(".tmp")
    torch.onnx.export(
        Portable(model).eval(), (example,), str(whole), dynamo=False, opset_version=17, do_constant_folding=False,
        input_names=["input_ids"], output_names=["logits"], dynamic_axes=axes,
    )  # fmt: skip
    graph = onnx.load(str(whole))
    halve(graph)
    onnx.checker.check_model(graph, full_check=True)
    onnx.save(graph, str(whole))
    whole.replace(path)


def config(model: Denoiser, temperature: float) -> dict:
    """config.json: Hugging Face's names, and what the sampler needs to know under `fk_steering`."""
    size = model.size
    return {
        "model_type": "masked-diffusion",
        "architectures": ["Denoiser"],
        "vocab_size": size.vocab,
        "hidden_size": size.width,
        "num_hidden_layers": size.layers,
        "num_attention_heads": size.heads,
        "max_position_embeddings": size.length,
        "bos_token_id": bpe.END,
        "eos_token_id": bpe.END,
        "pad_token_id": bpe.END,
        "mask_token_id": bpe.MASK,
        "tie_word_embeddings": True,
        "fk_steering": {
            "draw_temperature": temperature,
            "end_fill": True,
            "name": "Stories",
            "description": DESCRIPTION,
            "license": LICENSE,
        },
    }


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--run", type=Path, required=True)
    parser.add_argument("--model", type=Path, required=True)
    parser.add_argument("--golden", type=Path)
    parser.add_argument("--temperature", type=float, default=0.7)
    args = parser.parse_args()
    torch.set_num_threads(1)
    model, tokenizer, _ = load(args.run)
    with torch.no_grad():
        for weight in model.parameters():
            weight.copy_(weight.half().float())
        model.bias[bpe.MASK] = BANNED
    args.model.mkdir(parents=True, exist_ok=True)
    write_onnx(model, args.model / "onnx/model.onnx")
    shutil.copyfile(args.run / "tokenizer.json", args.model / "tokenizer.json")
    (args.model / "tokenizer_config.json").write_text(json.dumps(TOKENIZER_CONFIG, indent=2) + "\n")
    (args.model / "config.json").write_text(json.dumps(config(model, args.temperature), indent=2) + "\n")
    if args.golden:
        args.golden.parent.mkdir(parents=True, exist_ok=True)
        args.golden.write_text(json.dumps(golden(model, tokenizer)) + "\n")


if __name__ == "__main__":
    main()
