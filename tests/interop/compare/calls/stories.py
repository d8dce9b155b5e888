"""Traces with fixed times and facts, so that what two servers say of them can be compared to the digit."""

import mlflow
from mlflow.tracing.constant import TraceMetadataKey

# 2026-01-01: long before any run of the comparison, so that no time of now is taken for one of these.
BEGIN_MILLIS = 1_767_225_600_000
MINUTE_MILLIS = 60_000
NANOS = 1_000_000


def fixed_trace(
    name,
    minute,
    *,
    millis=100_000,
    experiment_id=None,
    inputs=None,
    outputs=None,
    span_type="UNKNOWN",
    attributes=None,
    tags=None,
    metadata=None,
    status="OK",
    children=(),
):
    """A trace that began `minute` minutes after BEGIN; children are (name, type, keywords of the span). Gives its id."""
    start = (BEGIN_MILLIS + minute * MINUTE_MILLIS) * NANOS
    root = mlflow.start_span_no_context(
        name,
        span_type=span_type,
        inputs=inputs,
        attributes=attributes,
        tags=tags,
        metadata=metadata,
        experiment_id=experiment_id,
        start_time_ns=start,
    )
    for place, (child_name, child_type, more) in enumerate(children):
        fields = dict(more)
        child_outputs, child_status = fields.pop("outputs", None), fields.pop("status", "OK")
        child = mlflow.start_span_no_context(
            child_name,
            span_type=child_type,
            parent_span=root,
            start_time_ns=start + (place + 1) * 1_000 * NANOS,
            **fields,
        )
        child.end(outputs=child_outputs, status=child_status, end_time_ns=start + (place + 2) * 1_000 * NANOS)
    root.end(outputs=outputs, status=status, end_time_ns=start + millis * NANOS)
    return root.trace_id


def session(name):
    return {TraceMetadataKey.TRACE_SESSION: name}
