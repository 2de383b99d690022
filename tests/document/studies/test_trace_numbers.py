import json

import numpy as np

from tauscope.core.chain import Chain
from tauscope.document.studies.trace_numbers import TraceReading, TraceTempering
from tauscope.sources.trace.shapes import open_answer
from tauscope.sources.trace.source import TraceSource


def test_of_a_token_without_probabilities_neither_surprise_nor_entropy_is_known() -> None:
    known = {"token": "a", "logprob": -0.5, "top_logprobs": [{"token": "a", "logprob": -0.5}]}
    content = [known, {"token": "b", "logprob": -9999.0, "top_logprobs": []}, known]
    answer = {"choices": [{"message": {}, "logprobs": {"content": content}}]}
    source = TraceSource(open_answer(json.dumps(answer), "answer"))
    read = TraceReading(source).result(lambda _: None)
    assert np.isnan(read.surprise).tolist() == [False, True, False]
    assert read.ranks.tolist() == [1, 0, 1]
    tempered = TraceTempering(source, Chain.parse("temperature=0.5")).result(lambda _: None)
    assert np.isnan(tempered.entropy[0]).tolist() == [False, True, False]
    assert tempered.known == 2
