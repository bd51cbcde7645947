"""Writes a checkpoint as a Hugging Face style folder with an ONNX model, and golden values for tests.

    python3 training/text/export.py --run OUT --model media/models/stories [--golden test/golden/stories-logits.json]

The golden values are PyTorch's, in float32, from the weights rounded to half precision, as the graph has them.
"""

import argparse
import json
import shutil
from pathlib import Path

import torch

import bpe
from golden import golden
from graph import save_graph, weights_of, write_graph
from model import BANNED, Denoiser
from sample import load

DESCRIPTION = "Short children's stories and plain English sentences, 96 tokens. Trained for this extension from scratch."
LICENSE = "MIT, as the project. Training texts: TinyStories (CDLA-Sharing-1.0), Tatoeba (CC BY 2.0 FR), Common Voice (CC0)."

TOKENIZER_CONFIG = {
    "tokenizer_class": "PreTrainedTokenizerFast",
    "bos_token": bpe.SPECIAL[bpe.END],
    "eos_token": bpe.SPECIAL[bpe.END],
    "pad_token": bpe.SPECIAL[bpe.END],
    "mask_token": bpe.SPECIAL[bpe.MASK],
    "clean_up_tokenization_spaces": False,
}


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
    save_graph(write_graph(weights_of(model), model.size.heads, model.size.length), args.model / "onnx/model.onnx")
    shutil.copyfile(args.run / "tokenizer.json", args.model / "tokenizer.json")
    (args.model / "tokenizer_config.json").write_text(json.dumps(TOKENIZER_CONFIG, indent=2) + "\n")
    (args.model / "config.json").write_text(json.dumps(config(model, args.temperature), indent=2) + "\n")
    if args.golden:
        args.golden.parent.mkdir(parents=True, exist_ok=True)
        args.golden.write_text(json.dumps(golden(model, tokenizer)) + "\n")


if __name__ == "__main__":
    main()
