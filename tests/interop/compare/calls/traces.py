import mlflow
from stories import BEGIN_MILLIS, MINUTE_MILLIS, fixed_trace


def make_calls(record):
    client = mlflow.MlflowClient()
    experiment = mlflow.set_experiment("traces").experiment_id
    trace_id = fixed_trace("one", 0)
    tags = lambda _: {k: v for k, v in mlflow.get_trace(trace_id).info.tags.items()}

    record("mlflow.get_trace", "an unknown id", lambda: mlflow.get_trace("tr-" + "0" * 32))
    record("mlflow.get_trace", "an id of another form", lambda: mlflow.get_trace("nothing"))
    record("MlflowClient.get_trace", "an unknown id", lambda: client.get_trace("tr-" + "0" * 32))
    record("mlflow.set_trace_tag", "a tag", lambda: mlflow.set_trace_tag(trace_id, "a", "b"), tags)
    record("MlflowClient.set_trace_tag", "another value", lambda: client.set_trace_tag(trace_id, "a", "c"), tags)
    record("MlflowClient.set_trace_tag", "no value", lambda: client.set_trace_tag(trace_id, "empty", ""), tags)
    record("MlflowClient.set_trace_tag", "a number", lambda: client.set_trace_tag(trace_id, "n", 5), tags)
    for key in ["mlflow.traceName", "mlflow.user", "mlflow.artifactLocation", "mlflow.trace.spansLocation", "k" * 251, "a/../b", "ä ö", "a=b"]:
        record("MlflowClient.set_trace_tag", f"the key {key[:30]}", lambda: client.set_trace_tag(trace_id, key, "v"), tags)
    record("MlflowClient.set_trace_tag", "an unknown trace", lambda: client.set_trace_tag("tr-" + "0" * 32, "a", "b"))
    record("mlflow.delete_trace_tag", "a tag", lambda: mlflow.delete_trace_tag(trace_id, "a"), tags)
    record("mlflow.delete_trace_tag", "an absent tag", lambda: mlflow.delete_trace_tag(trace_id, "a"))
    record("MlflowClient.delete_trace_tag", "of an unknown trace", lambda: client.delete_trace_tag("tr-" + "0" * 32, "a"))
    record("MlflowClient.delete_trace_tag", "an immutable tag", lambda: client.delete_trace_tag(trace_id, "mlflow.trace.spansLocation"))

    elsewhere = fixed_trace("long", 0)
    record(
        "MlflowClient.set_trace_tag",
        "a long value",
        lambda: client.set_trace_tag(elsewhere, "long", "v" * 9000),
        lambda _: mlflow.get_trace(elsewhere).info.tags["long"],
    )

    from mlflow.tracing.client import TracingClient

    tracing = TracingClient()
    ids = [fixed_trace(f"of many {n}", n) for n in range(6)]
    record(
        "TracingClient.batch_get_traces",
        "several, and an unknown one",
        lambda: tracing.batch_get_traces([ids[2], "tr-" + "0" * 32, ids[0]]),
        lambda traces: [trace.info.tags["mlflow.traceName"] for trace in traces],
    )
    left = lambda count: {"deleted": count, "left": sorted(t.info.tags["mlflow.traceName"] for t in client.search_traces([experiment], include_spans=False))}
    record("MlflowClient.delete_traces", "nothing said", lambda: client.delete_traces(experiment))
    record(
        "MlflowClient.delete_traces",
        "both ways",
        lambda: client.delete_traces(experiment, max_timestamp_millis=5, trace_ids=[ids[0]]),
    )
    record(
        "MlflowClient.delete_traces",
        "ids and a number",
        lambda: client.delete_traces(experiment, max_traces=5, trace_ids=[ids[0]]),
    )
    record(
        "MlflowClient.delete_traces",
        "no traces at all",
        lambda: client.delete_traces(experiment, max_timestamp_millis=BEGIN_MILLIS, max_traces=0),
    )
    record("MlflowClient.delete_traces", "by id", lambda: client.delete_traces(experiment, trace_ids=[ids[0], ids[1]]), left)
    record("MlflowClient.delete_traces", "by id again", lambda: client.delete_traces(experiment, trace_ids=[ids[0]]), left)
    record("MlflowClient.delete_traces", "of another experiment", lambda: client.delete_traces("0", trace_ids=[ids[2]]), left)
    record("MlflowClient.delete_traces", "unknown ids", lambda: client.delete_traces(experiment, trace_ids=["tr-none"]), left)
    record(
        "MlflowClient.delete_traces",
        "by time, the oldest only",
        lambda: client.delete_traces(experiment, max_timestamp_millis=BEGIN_MILLIS + 3 * MINUTE_MILLIS, max_traces=2),
        left,
    )
    record(
        "MlflowClient.delete_traces",
        "by time",
        lambda: client.delete_traces(experiment, max_timestamp_millis=BEGIN_MILLIS + 4 * MINUTE_MILLIS),
        left,
    )
    record("mlflow.get_trace", "a deleted one", lambda: mlflow.get_trace(ids[0]))
