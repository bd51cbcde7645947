"""Writes the trained model as a diffusers folder: `python3 export.py --run OUT --model media/models/emoji-scenes [--golden FILE]`."""
import argparse
import json
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper

from model import denoiser
from vocabulary import LENGTH, PAD, TOKENS, UNKNOWN, tokenize

SCENES = "Small scenes of emoji, 32 × 32 pixels: \"a purple car and a green book\"."
SCRATCH = "Trained for this extension from scratch."
TOLD = {
    "small": {"name": "Emoji scenes", "description": f"{SCENES} {SCRATCH}"},
    "large": {"name": "Emoji scenes, large", "description": f"{SCENES} Three times the parameters of the other one and as many images. {SCRATCH}"},
}
SCHEDULER = {
    "_class_name": "DDPMScheduler",
    "variance_type": "fixed_small",
    "num_train_timesteps": 1000,
    "beta_schedule": "squaredcos_cap_v2",
    "prediction_type": "v_prediction",
    "clip_sample": True,
    "clip_sample_range": 1.0,
    "steps_offset": 0,
    "timestep_spacing": "trailing",
}


def halved(path: Path) -> None:
    """Stores weights as float16, cast back to float32 where they are used: half the size, the same inputs and outputs."""
    graph = onnx.load(str(path))
    casts, kept = [], []
    for weights in graph.graph.initializer:
        values = numpy_helper.to_array(weights)
        if values.dtype != np.float32 or values.size < 64:
            kept.append(weights)
            continue
        kept.append(numpy_helper.from_array(values.astype(np.float16), f"{weights.name}_16"))
        casts.append(helper.make_node("Cast", [f"{weights.name}_16"], [weights.name], to=TensorProto.FLOAT))
    del graph.graph.initializer[:]
    graph.graph.initializer.extend(kept)
    nodes = casts + list(graph.graph.node)
    del graph.graph.node[:]
    graph.graph.node.extend(nodes)
    onnx.save(graph, str(path))


def write_json(path: Path, value: object) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(value, indent=2, ensure_ascii=False) + "\n")


def tokenizer() -> dict:
    """`tokenizer.json` of whole words, as the library `tokenizers` writes it."""
    special = lambda token: {"id": TOKENS[token], "content": token, "single_word": False, "lstrip": False, "rstrip": False, "normalized": False, "special": True}
    return {
        "version": "1.0",
        "truncation": None,
        "padding": None,
        "added_tokens": [special(PAD), special(UNKNOWN)],
        "normalizer": {"type": "Lowercase"},
        "pre_tokenizer": {"type": "Whitespace"},
        "post_processor": None,
        "decoder": None,
        "model": {"type": "WordLevel", "vocab": TOKENS, "unk_token": UNKNOWN},
    }


def write_tokenizer(folder: Path) -> None:
    write_json(folder / "tokenizer.json", tokenizer())
    write_json(folder / "tokenizer_config.json", {"model_max_length": LENGTH, "pad_token": PAD, "unk_token": UNKNOWN, "tokenizer_class": "PreTrainedTokenizerFast"})


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--run", type=Path, required=True)
    parser.add_argument("--model", type=Path, required=True)
    parser.add_argument("--golden", type=Path)
    args = parser.parse_args()
    saved = torch.load(args.run / "last.pt", map_location="cpu", weights_only=True)
    model = denoiser(saved["size"])
    model.load_state_dict(saved["mean"])
    # As they are shipped.
    for weights in model.parameters():
        weights.data = weights.data.half().float() if weights.numel() >= 64 else weights.data
    text, unet = model["text"].eval(), model["unet"].eval()

    ids = torch.tensor([tokenize("a purple car and a green book"), tokenize("")])
    sample, timestep = torch.linspace(-1, 1, 2 * 3 * 32 * 32).view(2, 3, 32, 32), torch.tensor([900, 100])
    with torch.no_grad():
        words = text(ids)
        output = unet(sample, timestep, words)
    for name in ("unet", "text_encoder"):
        (args.model / name).mkdir(parents=True, exist_ok=True)
    options = {"opset_version": 14, "do_constant_folding": True, "dynamo": False}
    torch.onnx.export(text, (ids,), str(args.model / "text_encoder/model.onnx"), input_names=["input_ids"], output_names=["last_hidden_state"],
                      dynamic_axes={"input_ids": {0: "batch"}, "last_hidden_state": {0: "batch"}}, **options)
    torch.onnx.export(unet, (sample, timestep, words), str(args.model / "unet/model.onnx"), input_names=["sample", "timestep", "encoder_hidden_states"], output_names=["out_sample"],
                      dynamic_axes={name: {0: "batch"} for name in ("sample", "timestep", "encoder_hidden_states", "out_sample")}, **options)
    for name in ("unet", "text_encoder"):
        halved(args.model / name / "model.onnx")
    write_json(args.model / "unet/config.json", {"_class_name": "UNet2DConditionModel", "sample_size": 32, "in_channels": 3, "out_channels": 3, "cross_attention_dim": 96})
    write_json(args.model / "text_encoder/config.json", {"model_type": "emoji_scenes_text_encoder", "hidden_size": 96, "max_position_embeddings": LENGTH, "vocab_size": len(TOKENS)})
    write_json(args.model / "scheduler/scheduler_config.json", SCHEDULER)
    write_tokenizer(args.model / "tokenizer")
    write_json(args.model / "model_index.json", {
        "_class_name": "PixelTextToImagePipeline",
        "scheduler": ["diffusers", "DDPMScheduler"],
        "text_encoder": ["fk_steering", "TextEncoder"],
        "tokenizer": ["transformers", "PreTrainedTokenizerFast"],
        "unet": ["diffusers", "UNet2DConditionModel"],
        "fk_steering": {**TOLD[saved["size"]], "steps": 50, "guidance_scale": 3},
    })
    if args.golden is not None:
        rounded = lambda values: [round(value, 5) for value in values]
        write_json(args.golden, {
            "source": "training/images/export.py: the weights as shipped, in PyTorch",
            "prompts": ["a purple car and a green book", ""],
            "ids": ids.tolist(),
            "timesteps": timestep.tolist(),
            "sample": "from −1 to 1 in even steps over [2, 3, 32, 32]",
            "words": rounded(words.flatten()[:: 97].tolist()),
            "output": rounded(output.flatten()[:: 61].tolist()),
        })


if __name__ == "__main__":
    main()
