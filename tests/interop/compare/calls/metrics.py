import mlflow
from mlflow.entities.trace_metrics import AggregationType, MetricAggregation, MetricViewType
from stories import BEGIN_MILLIS, MINUTE_MILLIS, fixed_trace, session

COUNT = MetricAggregation(AggregationType.COUNT)
SUM = MetricAggregation(AggregationType.SUM)
AVG = MetricAggregation(AggregationType.AVG)
MIN = MetricAggregation(AggregationType.MIN)
MAX = MetricAggregation(AggregationType.MAX)
P50 = MetricAggregation(AggregationType.PERCENTILE, percentile_value=50)
P99 = MetricAggregation(AggregationType.PERCENTILE, percentile_value=99.9)

TRACES, SPANS, ASSESSMENTS = MetricViewType.TRACES, MetricViewType.SPANS, MetricViewType.ASSESSMENTS
HOUR = {"time_interval_seconds": 3600, "start_time_ms": BEGIN_MILLIS, "end_time_ms": BEGIN_MILLIS + 600 * MINUTE_MILLIS}

# View, metric, aggregations, and what else is asked.
QUESTIONS = [
    (TRACES, "trace_count", [COUNT], {}),
    (TRACES, "trace_count", [COUNT], {"dimensions": ["trace_name"]}),
    (TRACES, "trace_count", [COUNT], {"dimensions": ["trace_status"]}),
    (TRACES, "trace_count", [COUNT], {"dimensions": ["trace_name", "trace_status"]}),
    (TRACES, "trace_count", [COUNT], HOUR),
    (TRACES, "trace_count", [COUNT], {**HOUR, "dimensions": ["trace_name"]}),
    (TRACES, "trace_count", [COUNT], {"time_interval_seconds": 3600}),
    (TRACES, "trace_count", [COUNT], {"start_time_ms": BEGIN_MILLIS + MINUTE_MILLIS, "end_time_ms": BEGIN_MILLIS + 61 * MINUTE_MILLIS}),
    (TRACES, "trace_count", [COUNT], {"filters": ["trace.status = 'OK'"]}),
    (TRACES, "trace_count", [COUNT], {"filters": ["trace.tag.env = 'prod'"]}),
    (TRACES, "trace_count", [COUNT], {"filters": ["trace.metadata.build = '7'"]}),
    (TRACES, "trace_count", [COUNT], {"filters": ["trace.status != 'OK'"]}),
    (TRACES, "trace_count", [COUNT], {"filters": ["trace.name = 'a'"]}),
    (TRACES, "trace_count", [COUNT], {"filters": ["trace.tag = 'a'"]}),
    (TRACES, "trace_count", [COUNT], {"filters": ["span.name = 'a'"]}),
    (TRACES, "trace_count", [COUNT], {"filters": ["trace.status = 'OK' AND trace.tag.env = 'x'"]}),
    (TRACES, "session_count", [COUNT], {}),
    (TRACES, "latency", [AVG, P50, P99], {}),
    (TRACES, "latency", [AVG], {"dimensions": ["trace_name"]}),
    (TRACES, "latency", [MIN], {}),
    (TRACES, "input_tokens", [SUM, AVG, P50], {}),
    (TRACES, "output_tokens", [SUM], {"dimensions": ["trace_name"]}),
    (TRACES, "total_tokens", [SUM], HOUR),
    (TRACES, "cache_read_input_tokens", [SUM], {}),
    (TRACES, "latency", [MIN, MAX], {"dimensions": ["trace_name"]}),
    (TRACES, "latency", [SUM], {}),
    (TRACES, "latency", [AVG, P50], {**HOUR, "time_interval_seconds": 5400, "filters": ["trace.status = 'OK'", "trace.tag.env = 'prod'"]}),
    (TRACES, "session_count", [COUNT], {"dimensions": ["trace_name"]}),
    (TRACES, "session_count", [COUNT], HOUR),
    (TRACES, "trace_count", [COUNT], {"filters": ["trace.metadata.mlflow.trace.session = 's-1'"]}),
    (TRACES, "trace_count", [COUNT], {"filters": ["trace.tag.mlflow.traceName = 'a'"]}),
    (TRACES, "trace_count", [COUNT], {"filters": ["trace.status = OK"]}),
    (TRACES, "trace_count", [COUNT], {"filters": ["status = 'OK'"]}),
    (TRACES, "trace_count", [COUNT], {"filters": [""]}),
    (TRACES, "trace_count", [COUNT], {"max_results": 1, "dimensions": ["trace_name"]}),
    (TRACES, "nothing", [COUNT], {}),
    (TRACES, "trace_count", [COUNT], {"dimensions": ["nothing"]}),
    (SPANS, "span_count", [COUNT], {}),
    (SPANS, "span_count", [COUNT], {"dimensions": ["span_type"]}),
    (SPANS, "span_count", [COUNT], {"dimensions": ["span_name", "span_status"]}),
    (SPANS, "span_count", [COUNT], {"dimensions": ["span_model_name"]}),
    (SPANS, "span_count", [COUNT], {"filters": ["span.type = 'LLM'"]}),
    (SPANS, "span_count", [COUNT], {"filters": ["span.name = 'answer'", "trace.status = 'OK'"]}),
    (SPANS, "span_count", [COUNT], {"filters": ["span.name.x = 'answer'"]}),
    (SPANS, "latency", [AVG, P50], {"dimensions": ["span_name"]}),
    (SPANS, "latency", [AVG], HOUR),
    (SPANS, "latency", [MIN, MAX, P99], {**HOUR, "dimensions": ["span_name", "span_status"]}),
    (SPANS, "latency", [AVG], {"dimensions": ["span_type"]}),
    (SPANS, "span_count", [COUNT], {**HOUR, "time_interval_seconds": 1}),
    (SPANS, "span_count", [COUNT], {"dimensions": ["span_model_provider", "span_model_name"]}),
    (SPANS, "span_count", [COUNT], {"filters": ["assessment.name = 'score'"]}),
    (SPANS, "total_cost", [SUM, AVG, MIN, MAX, P50], {}),
    (SPANS, "total_cost", [SUM], {"dimensions": ["span_model_name"]}),
    (SPANS, "input_cost", [SUM], {"dimensions": ["span_model_provider"], "filters": ["span.name = 'answer'"]}),
    (SPANS, "output_cost", [SUM], HOUR),
    (SPANS, "total_cost", [SUM], {"start_time_ms": BEGIN_MILLIS + 1_000, "end_time_ms": BEGIN_MILLIS + 30 * MINUTE_MILLIS + 999}),
    (SPANS, "total_cost", [COUNT], {}),
    (ASSESSMENTS, "assessment_count", [COUNT], {}),
    (ASSESSMENTS, "assessment_count", [COUNT], {"dimensions": ["assessment_name"]}),
    (ASSESSMENTS, "assessment_count", [COUNT], {"dimensions": ["assessment_name", "assessment_value"]}),
    (ASSESSMENTS, "assessment_value", [AVG, P50], {"dimensions": ["assessment_name"]}),
    (ASSESSMENTS, "assessment_count", [COUNT], {"filters": ["assessment.name = 'score'"]}),
    (ASSESSMENTS, "assessment_count", [COUNT], {"filters": ["assessment.type = 'feedback'"]}),
    (ASSESSMENTS, "assessment_count", [COUNT], {**HOUR, "dimensions": ["assessment_name"]}),
    (ASSESSMENTS, "assessment_count", [COUNT], {"filters": ["trace.status = 'OK'", "assessment.type = 'expectation'"]}),
    (ASSESSMENTS, "assessment_value", [MIN, MAX], HOUR),
    (ASSESSMENTS, "assessment_value", [COUNT], {}),
]

CORRELATIONS = [
    ("status = 'ERROR'", "span.type = 'LLM'", None),
    ("status = 'OK'", "tag.env = 'prod'", None),
    ("status = 'OK'", "name = 'nothing'", None),
    ("status = 'OK'", "tag.env = 'prod'", "metadata.build = '7'"),
    ("status = 'OK'", "nonsense", None),
]


def make_calls(record):
    from mlflow.tracing.client import TracingClient

    experiment = mlflow.set_experiment("metrics").experiment_id
    def used(given, made, model="m-1"):
        return {
            "mlflow.chat.tokenUsage": {"input_tokens": given, "output_tokens": made, "total_tokens": given + made},
            "mlflow.llm.model": model,
            "mlflow.llm.provider": "acme",
            "mlflow.llm.cost": {"input_cost": given / 64, "output_cost": made / 32, "total_cost": given / 64 + made / 32},
        }

    ids = [
        fixed_trace("a", 0, tags={"env": "prod"}, metadata={"build": "7", **session("s-1")}, children=[("answer", "LLM", {"attributes": used(10, 5)})]),
        fixed_trace("a", 30, millis=150_000, status="ERROR", metadata=session("s-1"), children=[("answer", "LLM", {"attributes": used(20, 5)})]),
        fixed_trace("b", 90, millis=200_000, tags={"env": "prod"}, metadata=session("s-2"), children=[("search", "TOOL", {})]),
        fixed_trace("b", 150, millis=250_000, children=[("answer", "LLM", {"attributes": used(40, 1, "m-2")}), ("search", "TOOL", {})]),
    ]
    for trace_id, value in zip(ids, [0.5, 1.0, True, "yes"]):
        mlflow.log_feedback(trace_id=trace_id, name="score", value=value)
    mlflow.log_expectation(trace_id=ids[0], name="right", value=1)
    store = TracingClient().store
    points = lambda page: [{"metric": p.metric_name, "dimensions": p.dimensions, "values": p.values} for p in page]
    for view, metric, aggregations, more in QUESTIONS:
        asked = " ".join([a.aggregation_type.name for a in aggregations] + [f"{k}={v}" for k, v in more.items()])
        record(
            "store.query_trace_metrics",
            f"{view.name} {metric} {asked}",
            lambda: store.query_trace_metrics(
                experiment_ids=[experiment], view_type=view, metric_name=metric, aggregations=aggregations, **more
            ),
            points,
        )
    for left, right, base in CORRELATIONS:
        record(
            "TracingClient.calculate_trace_filter_correlation",
            f"{left} / {right} / {base}",
            lambda: TracingClient().calculate_trace_filter_correlation([experiment], left, right, base),
        )
