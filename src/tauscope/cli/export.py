"""`tauscope export`: a plot as a figure, an animation or numbers; the handout of a lesson."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from tauscope.cli.options import STANDARD, Parser, add_bench, read_bench
from tauscope.cli.output import ProgressLine, print_bytes, tell
from tauscope.core.errors import InputError
from tauscope.resources import theme_names

if TYPE_CHECKING:
    import argparse

    from tauscope.document.animation.animation import Animation
    from tauscope.document.commands.requests import ExportRequest

_FORMATS = ("svg", "png", "pdf", "csv", "tsv", "json", "gif", "mp4")
_ANIMATED = ("gif", "mp4")
_OF_HANDOUTS = ("lesson", "to", "format")
_OF_ANIMATIONS = ("seconds", "fps", "back", "loop")
_EXPORT_HELP = """\
--animate A:B turns τ from A to B by equal ratios and writes a .gif or an .mp4; its axes keep still.
An end may be 0 or inf: it is one frame, and the frame beside it has 0.01 or 100. A frame has 160 × 90 mm and
1280 × 720 pixels unless --size or --dpi say otherwise. A .gif is played forever unless --loop says how often;
an .mp4 leaves that to its player, so that --loop 3 writes the frames three times. GIF needs Pillow
(pip install "tauscope[animation]"), MP4 with H.264 needs PyAV (pip install "tauscope[movie]")."""


def export(words: list[str]) -> int:
    """Write a plot to a file."""
    options = _parser().read(words)
    if options.lesson is not None:
        _export_handout(options)
        return 0
    if options.plot is None:
        raise InputError(
            "the following arguments are required: --plot, or --lesson (see tauscope export --help)"
        )
    if options.animate is None:
        _check_no_animation(options)
        _export_figure(options)
    else:
        _export_animation(options)
    return 0


def _export_figure(options: argparse.Namespace) -> None:
    """Write a figure, or the numbers that it shows."""
    request = _request(options, _target(options.to, options.format), "300")
    if options.to == STANDARD:
        from tauscope.ui.export.command import exported_content  # noqa: PLC0415

        print_bytes(exported_content(request))
    else:
        from tauscope.ui.export.command import export as export_figure  # noqa: PLC0415

        export_figure(request)
        _tell_if_too_large(request.target)


def _export_animation(options: argparse.Namespace) -> None:
    """Write an animation; nothing is written if it is interrupted."""
    from tauscope.document.files.saving import check_target, replace_file  # noqa: PLC0415

    target = _target(options.to, options.format)
    if options.to == STANDARD:
        print_bytes(_animation(options, target))
    else:
        check_target(target)
        replace_file(target, _animation(options, target))


def _parser() -> Parser:
    parser = Parser(
        prog="tauscope export",
        description="Write a plot, the numbers it shows, or the handout of a lesson to a file. Without FILE\n"
        "and --logits a plot shows the classes that the window opens with.",
        epilog=_EXPORT_HELP,
    )
    add_bench(parser)
    parser.add_argument("--plot", metavar="NAME", help="which plot, as in distribution")
    parser.add_argument(
        "--lesson", metavar="NAME", help="in place of a plot: the handout of a lesson as a .pdf to print"
    )
    parser.add_argument(
        "--to",
        required=True,
        metavar="FIGURE",
        help='.png, .svg, .pdf, .csv, .tsv, .json, .gif, .mp4; "-" writes to standard output',
    )
    parser.add_argument("--format", choices=_FORMATS, help="format of what goes to standard output (svg)")
    parser.add_argument("--size", default="160x90", metavar="WxH", help="in mm (160x90)")
    parser.add_argument("--dpi", metavar="N", help="dots per inch (300)")
    parser.add_argument("--theme", choices=theme_names(), default="light", help="the look (light)")
    parser.add_argument("--transparent", action="store_true", help="leave the background out")
    parser.add_argument("--outlines", action="store_true", help="draw the text of an .svg as outlines")
    parser.add_argument("--animate", metavar="A:B", help="turn τ from A to B, as in 0.1:10 or 0:inf")
    parser.add_argument("--seconds", metavar="S", help="how long the turn takes (6)")
    parser.add_argument("--fps", metavar="N", help="frames per second (25)")
    parser.add_argument("--back", action="store_true", default=None, help="turn τ there and back")
    parser.add_argument("--loop", metavar="N", help="how often it is played: 1, 2, 3 … or forever")
    return parser


def _check_no_animation(options: argparse.Namespace) -> None:
    """Raise `InputError` for what only animations have."""
    for name in _OF_ANIMATIONS:
        if getattr(options, name) is not None:
            raise InputError(f"--{name} is for animations: give --animate, as in --animate 0.1:10.")
    ending = Path(options.to).suffix.lower()[1:]
    if ending in _ANIMATED or options.format in _ANIMATED:
        raise InputError(
            f"A .{options.format or ending} is an animation: give --animate, as in --animate 0.1:10."
        )


def _request(options: argparse.Namespace, target: Path, dpi: str | float) -> ExportRequest:
    """Return the request for a figure, with `dpi` unless another resolution is asked for."""
    from tauscope.document.commands.requests import ExportRequest, parse_resolution, parse_size  # noqa: PLC0415

    asked = options.dpi or dpi
    return ExportRequest(
        document=read_bench(options, together=options.plot == "engines"),
        plot=options.plot,
        target=target,
        size_mm=parse_size(options.size),
        dpi=parse_resolution(asked) if isinstance(asked, str) else asked,
        theme=options.theme,
        transparent=options.transparent,
        outlines=options.outlines,
    )


def _export_handout(options: argparse.Namespace) -> None:
    """Write the handout of a lesson."""
    from tauscope.document.files.saving import check_target, replace_file  # noqa: PLC0415
    from tauscope.document.library.lesson_files import lesson_called  # noqa: PLC0415
    from tauscope.ui.lessons.handout.command import exported_handout  # noqa: PLC0415

    usual = vars(_parser().read(["--to", options.to]))
    for name, value in vars(options).items():
        if name not in _OF_HANDOUTS and value != usual[name]:
            given = "FILE" if name == "file" else f"--{name.replace('_', '-')}"
            raise InputError(f"The handout of a lesson takes no {given}: leave it out, or --lesson.")
    target = _target(options.to, options.format)
    if target.suffix.lower() != ".pdf":
        raise InputError("The handout of a lesson is a .pdf, as in --to handout.pdf.")
    lesson = lesson_called(options.lesson)
    if options.to == STANDARD:
        print_bytes(exported_handout(lesson))
    else:
        check_target(target)
        replace_file(target, exported_handout(lesson))


def _animation(options: argparse.Namespace, target: Path) -> bytes:
    """Return the content of the file of an animation; its progress is shown on a terminal."""
    from tauscope.document.animation.animation import DPI, AnimationRequest  # noqa: PLC0415
    from tauscope.ui.export.command import export_animation  # noqa: PLC0415

    if options.temperature is not None:
        raise InputError("--animate turns τ, so that --temperature has no effect: leave one of them out.")
    animation = _asked_animation(options, target.suffix.lower())
    line = ProgressLine(f"Making {target.name}")
    try:
        return export_animation(AnimationRequest(_request(options, target, DPI), animation), line.show)
    finally:
        line.clear()


def _asked_animation(options: argparse.Namespace, ending: str) -> Animation:
    """Read the options of an animation; what is not given is as usual in the format of this ending."""
    from tauscope.document.animation.animation import (  # noqa: PLC0415
        RATE,
        SECONDS,
        Animation,
        parse_plays,
        parse_turn,
    )
    from tauscope.document.animation.formats import format_of  # noqa: PLC0415

    start, end = parse_turn(options.animate)
    return Animation(
        start,
        end,
        SECONDS.parse(options.seconds) if options.seconds is not None else Animation.seconds,
        RATE.parse(options.fps) if options.fps is not None else Animation.rate,
        back=bool(options.back),
        plays=parse_plays(options.loop) if options.loop is not None else format_of(ending).usual_plays,
    )


def _tell_if_too_large(numbers: Path) -> None:
    """Warn if a file of JSON that was written is too large for Tauscope to open."""
    if numbers.suffix.lower() != ".json":
        return
    from tauscope.document.files.numbers_as_json import too_large_to_open  # noqa: PLC0415

    if sentence := too_large_to_open(numbers.read_bytes()):
        tell(sentence)


def _target(to: str, format_: str | None) -> Path:
    """Return the path to write to; for standard output a name whose ending gives the format."""
    if to == STANDARD:
        return Path(f"figure.{format_ or _FORMATS[0]}")
    if format_ is not None:
        raise InputError("--format is for --to -; the ending of a file says its format.")
    return Path(to)
