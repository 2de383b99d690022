"""The tokenizer: byte-level byte-pair encoding, learnt from the corpus."""

from __future__ import annotations

import json
from collections.abc import Sequence
from itertools import chain
from pathlib import Path

from tokenizers import Tokenizer, decoders, models, pre_tokenizers, processors, trainers

from storyteller.corpus import END_OF_STORY


def learnt(stories: Sequence[str], entries: int) -> Tokenizer:
    """Tokenizer of that many entries (at least 257); entry 0 starts every text and ends every story."""
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=entries,
        special_tokens=[END_OF_STORY],
        min_frequency=2,
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )
    tokenizer.train_from_iterator(stories, trainer)
    tokenizer.post_processor = processors.TemplateProcessing(
        single=f"{END_OF_STORY} $A",
        pair=f"{END_OF_STORY} $A $B",
        special_tokens=[(END_OF_STORY, 0)],
    )
    return tokenizer


def encoded(tokenizer: Tokenizer, stories: Sequence[str]) -> list[int]:
    """Ids of all stories in a row, entry 0 before each and after the last."""
    return [*chain.from_iterable(one.ids for one in tokenizer.encode_batch(list(stories))), 0]


def save(tokenizer: Tokenizer, folder: Path, context: int) -> None:
    """Write `tokenizer.json` and the two files that transformers reads beside it."""
    tokenizer.save(str(folder / "tokenizer.json"), pretty=False)
    special = dict.fromkeys(("bos_token", "eos_token", "pad_token", "unk_token"), END_OF_STORY)
    kind = {
        "tokenizer_class": "PreTrainedTokenizerFast",
        "model_max_length": context,
        "clean_up_tokenization_spaces": False,
    }
    for name, values in (("special_tokens_map", special), ("tokenizer_config", special | kind)):
        (folder / f"{name}.json").write_text(json.dumps(values, indent=2) + "\n", "utf-8")
