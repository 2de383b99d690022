"""Recognition of pickles, as torch.save writes them; they are never opened, because they can run programs."""

from __future__ import annotations

ENDINGS = (".pt", ".pth", ".pkl", ".pickle")

NOT_OPENED = (
    "This is a pickle, as torch.save writes it, and can run programs when it is loaded; Tauscope does not"
    " open it. Two lines save the same logits so that it does: “from safetensors.torch import save_file” and"
    " “save_file({'logits': logits.contiguous()}, 'logits.safetensors')”."
)

_OLD_TORCH = b"\x80\x02\x8a\nl\xfc\x9cF\xf9 j\xa8P\x19."
"""First bytes of files of torch.save before version 1.6."""

_FRAMED = (b"\x80\x04\x95", b"\x80\x05\x95")
"""First bytes of pickles as Python writes them: of protocol 4 or 5, with a frame."""


def is_pickle(head: bytes, ending: str) -> bool:
    """Return True if a file with these first bytes, and this ending in small letters, is a pickle."""
    if head.startswith((_OLD_TORCH, *_FRAMED)):
        return True
    return ending in ENDINGS and head[:1] == b"\x80" and head[1:2] in {b"\2", b"\3", b"\4", b"\5"}
