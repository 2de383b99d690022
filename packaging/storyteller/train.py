"""The training: a small Llama on a CPU, on a schedule by the clock, so that a run ends with its rate at 0."""

from __future__ import annotations

import json
import math
import random
import time
from argparse import Namespace
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import torch
from tokenizers import Tokenizer
from torch.nn import functional
from transformers import LlamaConfig, LlamaForCausalLM

from storyteller.corpus import read, split
from storyteller.schedule import Threads, batches, rate
from storyteller.tokenizer import encoded, learnt, save

ENTRIES = 3072
CONTEXT = 256
MINUTES_BETWEEN_CHECKS = 5.0
# How much of the running mean of the loss a step keeps.
KEPT = 0.97


@dataclass(frozen=True)
class Check:
    """How far a training was at one moment: losses in nats a token."""

    minutes: float
    steps: int
    tokens: int
    training_loss: float
    held_out_loss: float


def new_model(entries: int) -> Any:
    """A model with random weights: 3.5 million of them for 3,072 entries."""
    return LlamaForCausalLM(
        LlamaConfig(
            vocab_size=entries,
            hidden_size=256,
            intermediate_size=640,
            num_hidden_layers=4,
            num_attention_heads=8,
            num_key_value_heads=4,
            max_position_embeddings=CONTEXT,
            tie_word_embeddings=True,
            rms_norm_eps=1e-5,
            rope_theta=10000.0,
            bos_token_id=0,
            eos_token_id=0,
            pad_token_id=0,
        )
    )


def optimizers(model: Any, rates: Sequence[float]) -> list[Any]:
    """Muon for the hidden matrices, AdamW for embeddings and norms."""
    hidden = [value for name, value in model.named_parameters() if value.ndim == 2 and "embed" not in name]
    ours = {id(value) for value in hidden}
    others = [value for value in model.parameters() if id(value) not in ours]
    muon, adam = rates
    return [
        torch.optim.Muon(
            hidden, lr=muon, momentum=0.95, nesterov=True, weight_decay=0.02, adjust_lr_fn="original"
        ),
        torch.optim.AdamW(others, lr=adam, betas=(0.9, 0.95), weight_decay=0.01, fused=True),
    ]


def loss(model: Any, windows: Any) -> Any:
    """Mean cross-entropy of the next token in nats; `windows` has one token more than the context."""
    with torch.autocast("cpu", torch.bfloat16):
        logits = model(input_ids=windows[:, :-1]).logits
    return functional.cross_entropy(logits.flatten(0, 1).float(), windows[:, 1:].flatten())


def held_out_loss(model: Any, tokens: Any, context: int, size: int) -> float:
    """Loss over what was held out, in windows that do not overlap."""
    count = (len(tokens) - 1) // context
    windows = torch.stack([tokens[n * context : (n + 1) * context + 1] for n in range(count)])
    model.eval()
    with torch.no_grad():
        total = sum(loss(model, part).item() * len(part) for part in windows.split(size))
    model.train()
    return float(total / count)


class Training:
    """One run: what it learns with, and how far it is."""

    def __init__(self, arguments: Namespace) -> None:
        self.arguments = arguments
        self.folder: Path = arguments.folder
        stories, held_out = split(read(arguments.corpus))
        self.tokenizer, self.model = started(arguments, stories)
        self.tokens = torch.tensor(encoded(self.tokenizer, stories))
        self.held_out = torch.tensor(encoded(self.tokenizer, held_out))
        self.characters_per_token = sum(map(len, stories)) / len(self.tokens)
        self.rates = [arguments.muon_rate, arguments.adam_rate]
        self.optimizers = optimizers(self.model, self.rates)
        self.steps = self.seen = 0
        self.mean_loss = math.nan
        self.checks: list[Check] = []

    def step(self, starts: Sequence[int], share: float) -> None:
        """Learn one batch at this share of the full rates."""
        for optimizer, full in zip(self.optimizers, self.rates, strict=True):
            for group in optimizer.param_groups:
                group["lr"] = full * share
        windows = torch.stack([self.tokens[start : start + CONTEXT + 1] for start in starts])
        found = loss(self.model, windows)
        found.backward()
        torch.nn.utils.clip_grad_norm_(self.model.parameters(), 1.0)
        for optimizer in self.optimizers:
            optimizer.step()
            optimizer.zero_grad(set_to_none=True)
        self.count(found.item())

    def count(self, found: float) -> None:
        """Note that a step is done, and its loss."""
        self.steps += 1
        self.seen += self.arguments.batch * CONTEXT
        self.mean_loss = found if self.steps == 1 else KEPT * self.mean_loss + (1 - KEPT) * found

    def check(self, minutes: float) -> None:
        """Save the model and note how good it is."""
        found = held_out_loss(self.model, self.held_out, CONTEXT, self.arguments.batch)
        self.checks.append(Check(round(minutes, 2), self.steps, self.seen, round(self.mean_loss, 4), found))
        bits = found / math.log(2) / self.characters_per_token
        print(f"{minutes:6.2f} min  {self.seen / 1e6:.2f} M tokens  learnt {self.mean_loss:.3f}", end="")
        print(f"  held out {found:.4f} nats, perplexity {math.exp(found):.1f}, {bits:.3f} bits/character")
        self.model.save_pretrained(self.folder)
        log = {"torch": torch.__version__, "checks": [asdict(check) for check in self.checks]}
        (self.folder / "training_log.json").write_text(json.dumps(log, indent=1) + "\n", "utf-8")

    def run(self) -> None:
        """Learn until the time is over."""
        chosen, chance = self.arguments, random.Random(self.arguments.seed)  # noqa: S311 (no secret)
        threads, started_at, checked = Threads(), time.monotonic(), 0.0
        for starts in batches(len(self.tokens), CONTEXT, chosen.batch, chance):
            minutes = (time.monotonic() - started_at) / 60
            if minutes >= min(chosen.minutes, chosen.stop_after):
                break
            if chosen.auto_threads:
                torch.set_num_threads(threads.of_step(self.steps))
            self.step(starts, rate(minutes / chosen.minutes, chosen.flat))
            if minutes - checked > MINUTES_BETWEEN_CHECKS:
                checked = minutes
                self.check(minutes)
        self.check((time.monotonic() - started_at) / 60)


def started(arguments: Namespace, stories: Sequence[str]) -> tuple[Tokenizer, Any]:
    """Tokenizer and model: from an earlier run, or new ones."""
    if arguments.resume:
        tokenizer = Tokenizer.from_file(str(arguments.resume / "tokenizer.json"))
        model = LlamaForCausalLM.from_pretrained(arguments.resume, dtype=torch.float32)
    else:
        tokenizer = learnt(stories, ENTRIES)
        model = new_model(tokenizer.get_vocab_size())
    save(tokenizer, arguments.folder, CONTEXT)
    return tokenizer, model


def run(arguments: Namespace) -> None:
    """Train and save."""
    torch.manual_seed(arguments.seed)
    torch.set_num_threads(arguments.threads)
    arguments.folder.mkdir(parents=True, exist_ok=True)
    Training(arguments).run()
