import mlflow
from mlflow.entities import Link, SpanEvent, SpanStatus, SpanStatusCode
from stories import BEGIN_MILLIS, NANOS, fixed_trace

VALUES = {
    "nothing": None,
    "a text": "a text",
    "a text of digits": "5",
    "a text that is JSON": '{"a": 1}',
    "an empty text": "",
    "whole numbers": [0, -1, 2**53 + 1, 2**63 - 1],
    "a number beyond 64 bits": 2**70,
    "numbers with a fraction": [0.1, -2.5e300, 1e-7, 1.0],
    "numbers that are none": [float("nan"), float("inf"), float("-inf")],
    "truth": [True, False],
    "empty things": [[], {}, "", None],
    "a tree": {"a": {"b": [{"c": None}]}},
    "other scripts": "größe 日本語 عربي 😀",
    "controls": "tab\t line\n quote\" back\\ nul\u0001",
    "bytes": b"\x00\xff",
    "a set": {1},
    "a key with dots": {"a.b": {"": 1}},
    "a long text": "x" * 3000,
}


def make_calls(record):
    client = mlflow.MlflowClient()
    mlflow.set_experiment("tracing")
    # get_trace reads a trace back by its two calls: what is said of it, and its spans.
    read = lambda trace_id: mlflow.get_trace(trace_id)

    for name, value in VALUES.items():
        record(
            "mlflow.start_span_no_context",
            f"inputs and outputs: {name}",
            lambda: fixed_trace("values", 0, inputs=value, outputs=value, attributes={"value": value}),
            read,
        )
    record(
        "mlflow.start_span_no_context",
        "spans below a span",
        lambda: fixed_trace(
            "tree",
            1,
            span_type="AGENT",
            inputs={"q": "?"},
            outputs="!",
            tags={"env": "prod"},
            metadata={"build": "7"},
            children=[
                ("search", "RETRIEVER", {"inputs": "?", "outputs": [{"page_content": "p", "metadata": {"n": 1}}]}),
                ("answer", "CHAT_MODEL", {"inputs": {"messages": [{"role": "user", "content": "?"}]}, "outputs": "!"}),
            ],
        ),
        read,
    )
    record(
        "mlflow.start_span_no_context",
        "tokens",
        lambda: fixed_trace(
            "tokens",
            2,
            children=[
                ("one", "LLM", {"attributes": {"mlflow.chat.tokenUsage": usage(10, 5)}}),
                ("two", "LLM", {"attributes": {"mlflow.chat.tokenUsage": {**usage(1, 2), "cache_read_input_tokens": 1}}}),
            ],
        ),
        read,
    )
    record(
        "mlflow.start_span_no_context",
        "tokens of a parent that sums up its children",
        lambda: fixed_trace(
            "sum",
            3,
            attributes={"mlflow.chat.tokenUsage": usage(11, 7)},
            children=[("one", "LLM", {"attributes": {"mlflow.chat.tokenUsage": usage(11, 7)}})],
        ),
        read,
    )
    record(
        "mlflow.start_span_no_context",
        "a model without a price",
        lambda: fixed_trace(
            "unpriced",
            4,
            span_type="LLM",
            attributes={
                "mlflow.chat.tokenUsage": usage(10, 5),
                "mlflow.llm.model": "model-of-nobody",
                "mlflow.llm.provider": "nobody",
            },
        ),
        read,
    )
    record(
        "mlflow.start_span_no_context",
        "a model with a price",
        lambda: fixed_trace(
            "priced",
            5,
            span_type="LLM",
            attributes={
                "mlflow.chat.tokenUsage": usage(1_000_000, 1_000_000),
                "mlflow.llm.model": "gemini-2.5-flash",
                "mlflow.llm.provider": "gemini",
            },
        ),
        read,
    )
    record("mlflow.start_span_no_context", "an error", lambda: fixed_trace("fails", 6, status="ERROR"), read)
    record("mlflow.start_span", "a block", lambda: in_a_block(), read)
    record("mlflow.start_span", "an exception", lambda: raising(), read)
    record("mlflow.start_span", "two deep, with a type", lambda: nested(), read)
    record("mlflow.start_span", "events and links", lambda: with_events(), read)
    record("mlflow.start_span", "a log level", lambda: levelled(), read)
    record("mlflow.start_span", "a description", lambda: described(), read)
    record("mlflow.trace", "a function", lambda: decorated(), read)
    record("mlflow.trace", "a generator", lambda: streamed(), read)
    record("mlflow.trace", "a function that fails", lambda: decorated_failure(), read)
    record("mlflow.update_current_trace", "tags, metadata, session, user, previews", lambda: updated(), read)
    record("mlflow.update_current_trace", "a state", lambda: updated_state(), read)
    record("mlflow.update_current_trace", "long values", lambda: updated_long(), read)
    record(
        "mlflow.log_trace",
        "all at once",
        lambda: mlflow.log_trace(
            name="logged",
            request={"q": 1},
            response="r",
            intermediate_outputs={"step": "s"},
            attributes={"a": 1},
            tags={"t": "v"},
            start_time_ms=BEGIN_MILLIS,
            execution_time_ms=100_000,
        ),
        read,
    )
    record(
        "mlflow.log_trace",
        "what was asked and answered",
        lambda: mlflow.log_trace(
            name="logged", request={"q": 1}, response="r", tags={"t": "v"}, start_time_ms=BEGIN_MILLIS, execution_time_ms=100_000
        ),
        read,
    )
    source = fixed_trace("source", 7, inputs="i", outputs="o", children=[("below", "TOOL", {})])
    record("mlflow.add_trace", "a trace of another place", lambda: added(source), read)
    record("MlflowClient.start_trace", "by hand", lambda: by_hand(client), read)
    record("mlflow.get_last_active_trace_id", "after a span", lambda: mlflow.get_last_active_trace_id() is not None)
    record("mlflow.flush_trace_async_logging", "nothing to wait for", lambda: mlflow.flush_trace_async_logging())
    record("mlflow.start_span", "a picture, kept as an attachment", lambda: picture(), read)
    for name in ["", "n" * 1000, "ä/😀", "with 'quotes' and \"quotes\""]:
        record("mlflow.start_span_no_context", f"the name {name[:12]!r}", lambda: fixed_trace(name, 8), read)
    record(
        "mlflow.start_span_no_context",
        "a type of one's own",
        lambda: fixed_trace("own type", 9, span_type="my type"),
        read,
    )
    record(
        "mlflow.start_span_no_context",
        "a hundred children",
        lambda: fixed_trace("wide", 10, millis=200_000, children=[(f"c{n}", "TOOL", {}) for n in range(100)]),
        lambda trace_id: [span.name for span in mlflow.get_trace(trace_id).data.spans],
    )


def usage(given, made):
    return {"input_tokens": given, "output_tokens": made, "total_tokens": given + made}


def in_a_block():
    with mlflow.start_span("block", attributes={"a": 1}) as span:
        span.set_inputs({"x": [1, 2]})
        span.set_outputs("done")
        span.set_attribute("b", {"c": None})
        span.set_attributes({"d": 1.5, "e": True})
    return span.trace_id


def raising():
    try:
        with mlflow.start_span("raises") as span:
            raise ValueError("no such thing")
    except ValueError:
        return span.trace_id


def nested():
    with mlflow.start_span("outer", span_type="CHAIN") as outer:
        with mlflow.start_span("inner", span_type="PARSER"):
            with mlflow.start_span("innermost", span_type="EMBEDDING"):
                pass
    return outer.trace_id


def with_events():
    other = fixed_trace("linked", 20)
    start = BEGIN_MILLIS * NANOS
    span = mlflow.start_span_no_context(
        "events", start_time_ns=start, links=[Link(trace_id=other, span_id="00f067aa0ba902b7", attributes={"why": "so"})]
    )
    span.add_event(SpanEvent("seen", timestamp=start + 5, attributes={"n": 1, "list": ["a"], "t": "x"}))
    span.set_status(SpanStatus(SpanStatusCode.ERROR, "half of it"))
    span.end(end_time_ns=start + 100_000 * NANOS)
    return span.trace_id


def levelled():
    with mlflow.start_span("level", log_level="WARNING") as span:
        pass
    return span.trace_id


def described():
    with mlflow.start_span("described", description="what it is for") as span:
        pass
    return span.trace_id


def decorated():
    @mlflow.trace(name="greet", span_type="TOOL", attributes={"k": "v"})
    def greet(who, *, loud=False):
        return f"hello {who}{'!' if loud else ''}"

    greet("ann", loud=True)
    return mlflow.get_last_active_trace_id()


def streamed():
    @mlflow.trace(output_reducer=lambda parts: "".join(parts))
    def letters():
        yield from "abc"

    list(letters())
    return mlflow.get_last_active_trace_id()


def decorated_failure():
    @mlflow.trace
    def fails():
        return 1 / 0

    try:
        fails()
    except ZeroDivisionError:
        return mlflow.get_last_active_trace_id()


def updated():
    with mlflow.start_span("updated") as span:
        mlflow.update_current_trace(
            tags={"env": "prod", "n": "1"},
            metadata={"build": "7"},
            client_request_id="request-1",
            request_preview="asked",
            response_preview="answered",
            session_id="s-1",
            user="u-1",
        )
    return span.trace_id


def updated_state():
    with mlflow.start_span("state") as span:
        mlflow.update_current_trace(state="ERROR")
    return span.trace_id


def updated_long():
    with mlflow.start_span("long") as span:
        mlflow.update_current_trace(
            tags={"t": "v" * 9000, "k" * 250: "v"}, metadata={"m": "v" * 9000}, request_preview="p" * 5000
        )
    return span.trace_id


def added(trace_id):
    trace = mlflow.get_trace(trace_id)
    with mlflow.start_span("merged") as span:
        mlflow.add_trace(trace)
    return span.trace_id


def by_hand(client):
    start = BEGIN_MILLIS * NANOS
    root = client.start_trace("by hand", span_type="CHAIN", inputs={"a": 1}, tags={"t": "v"}, start_time_ns=start)
    child = client.start_span("child", root.trace_id, root.span_id, start_time_ns=start + NANOS)
    client.end_span(root.trace_id, child.span_id, outputs=2, end_time_ns=start + 2 * NANOS)
    client.end_trace(root.trace_id, outputs={"b": 3}, end_time_ns=start + 100_000 * NANOS)
    return root.trace_id


def picture():
    pixel = (
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
    )
    with mlflow.start_span("picture") as span:
        span.set_inputs(
            {
                "messages": [
                    {
                        "role": "user",
                        "content": [
                            {"type": "image_url", "image_url": {"url": f"data:image/png;base64,{pixel}"}},
                            {"type": "text", "text": "What is it?"},
                        ],
                    }
                ]
            }
        )
    return span.trace_id
