"""Makes the content of the file that an animation is written to, in one go: for the command line."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from tauscope.document.animation.animation import AnimationRequest
from tauscope.document.animation.encoder import Encoder, Frame
from tauscope.document.animation.formats import format_of
from tauscope.document.reports.plot_data import check_plot, check_suits


def encoder_for(request: AnimationRequest) -> Encoder:
    """Return the encoder of a request.

    Raises
    ------
    InputError
        If its library is not installed, there is no such plot, or the plot cannot show the document.
    """
    check_plot(request.still.plot)
    check_suits(request.still.plot, request.still.document)
    return format_of(request.ending).encoding(request.movie)


def encoded(
    encoder: Encoder, painted: Iterable[tuple[Frame, bool]], tell: Callable[[float], object]
) -> bytes:
    """Encode all frames of an animation.

    Parameters
    ----------
    encoder : Encoder
    painted : iterable of (Frame, bool)
        The samples that the encoder wants, then every frame; the second is True for samples.
    tell : callable
        Is given the share that is done, from 0 to 1, after each frame.

    Returns
    -------
    bytes
        Content of the file.
    """
    samples, count = list[Frame](), 0
    for frame, is_sample in painted:
        if is_sample:
            samples.append(frame)
            continue
        if count == 0:
            encoder.begin(samples)
        encoder.add(frame)
        count += 1
        tell(count / encoder.movie.frame_count)
    return encoder.finish()


def animated_content(request: AnimationRequest, tell: Callable[[float], object]) -> bytes:
    """Paint and encode all frames.

    Parameters
    ----------
    request : AnimationRequest
    tell : callable
        Is given the share that is done, from 0 to 1, after each frame.

    Returns
    -------
    bytes
        Content of the file.

    Raises
    ------
    InputError
        As `encoder_for`, and if there is not enough memory for a frame.
    """
    from tauscope.ui.export.animation.frames import Frames  # noqa: PLC0415  # Qt

    encoder = encoder_for(request)
    painted = (
        (done.frame, done.is_sample)
        for done in Frames(request, samples=encoder.samples).slices()
        if done.frame is not None
    )
    return encoded(encoder, painted, tell)
