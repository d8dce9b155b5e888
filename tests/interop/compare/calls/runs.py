import mlflow
from mlflow.entities import Metric, Param, RunTag
from stories import BEGIN_MILLIS, fixed_trace

FILTERS = [
    "metrics.score > 0.5",
    "metrics.score = 0.5",
    "params.lr = '0.1'",
    "params.lr != '0.1'",
    "params.lr LIKE '0%'",
    "tags.team = 'a'",
    "tags.team IS NULL",
    "attributes.status = 'FINISHED'",
    "attribute.status = 'FINISHED'",
    "attr.status = 'RUNNING'",
    "status = 'FAILED'",
    "run_name = 'first'",
    "run_name ILIKE 'FIRST'",
    "start_time > 0",
    "run_id IN ('none')",
    "tags.team = 'a' AND metrics.score > 0.1",
    "metrics.score > '1'",
    "params.lr = 0.1",
    "foo.bar = 'x'",
    "status = 'FINISHED' OR status = 'FAILED'",
    "nonsense",
]

ORDERS = [["start_time DESC"], ["metrics.score DESC"], ["params.lr"], ["tags.team"], ["run_name"], ["nonsense"], ["foo.bar"]]


def make_calls(record):
    client = mlflow.MlflowClient()
    experiment = mlflow.set_experiment("runs").experiment_id
    names = lambda page: {"names": [run.info.run_name for run in page], "more": bool(page.token)}

    first = record(
        "MlflowClient.create_run",
        "with a name, a time and tags",
        lambda: client.create_run(experiment, start_time=BEGIN_MILLIS, tags={"team": "a"}, run_name="first"),
    )
    run_id = first.info.run_id if first else "none"
    record("MlflowClient.create_run", "an unknown experiment", lambda: client.create_run("999999"))
    record("MlflowClient.create_run", "no name", lambda: client.create_run(experiment, start_time=BEGIN_MILLIS + 1), lambda run: run.info.status)
    record("mlflow.start_run", "a block", lambda: in_a_run(), lambda at: client.get_run(at))
    record("mlflow.start_run", "nested", lambda: nested(), lambda at: client.get_run(at).data.tags["mlflow.parentRunId"])
    record("mlflow.start_run", "a failure", lambda: failing(), lambda at: client.get_run(at).info.status)
    record("MlflowClient.log_param", "one", lambda: client.log_param(run_id, "lr", 0.1))
    record("MlflowClient.log_param", "the same again", lambda: client.log_param(run_id, "lr", 0.1))
    record("MlflowClient.log_param", "another value", lambda: client.log_param(run_id, "lr", 0.2))
    record("MlflowClient.log_param", "a long value", lambda: client.log_param(run_id, "long", "v" * 6001))
    record("MlflowClient.log_param", "a bad key", lambda: client.log_param(run_id, "a/../b", "v"))
    record("MlflowClient.log_metric", "one", lambda: client.log_metric(run_id, "score", 0.5, timestamp=BEGIN_MILLIS, step=0))
    record("MlflowClient.log_metric", "a later step", lambda: client.log_metric(run_id, "score", 0.9, timestamp=BEGIN_MILLIS + 1, step=1))
    record("MlflowClient.log_metric", "not a number", lambda: client.log_metric(run_id, "nan", float("nan"), timestamp=BEGIN_MILLIS))
    record("MlflowClient.log_metric", "an unknown run", lambda: client.log_metric("none", "score", 1, timestamp=BEGIN_MILLIS))
    record("MlflowClient.get_metric_history", "of one", lambda: client.get_metric_history(run_id, "score"))
    record("MlflowClient.get_metric_history", "of an unknown one", lambda: client.get_metric_history(run_id, "none"))
    record(
        "MlflowClient.log_batch",
        "one of each",
        lambda: client.log_batch(
            run_id, metrics=[Metric("m", 1.5, BEGIN_MILLIS, 0)], params=[Param("p", "v")], tags=[RunTag("t", "v")]
        ),
    )
    record(
        "MlflowClient.log_batch",
        "101 params",
        lambda: client.log_batch(run_id, params=[Param(f"p{n}", "v") for n in range(101)]),
    )
    record("MlflowClient.set_tag", "one", lambda: client.set_tag(run_id, "tag", "v"))
    record("MlflowClient.delete_tag", "one", lambda: client.delete_tag(run_id, "tag"))
    record("MlflowClient.delete_tag", "again", lambda: client.delete_tag(run_id, "tag"))
    record("MlflowClient.update_run", "another name", lambda: client.update_run(run_id, name="renamed"))
    record("MlflowClient.update_run", "back", lambda: client.update_run(run_id, name="first"))
    record("MlflowClient.set_terminated", "finished", lambda: client.set_terminated(run_id, end_time=BEGIN_MILLIS + 5))
    record("MlflowClient.get_run", "one", lambda: client.get_run(run_id))
    record("MlflowClient.get_run", "an unknown one", lambda: client.get_run("none"))
    for text in FILTERS:
        record(
            "MlflowClient.search_runs",
            f"filter {text}",
            lambda: client.search_runs([experiment], text),
            lambda page: sorted(run.data.tags.get("mlflow.parentRunId", run.info.run_name)[:5] for run in page if run.info.run_name == "first"),
        )
    for order in ORDERS:
        record("MlflowClient.search_runs", f"order {order}", lambda: client.search_runs([experiment], order_by=order), len)
    record("mlflow.search_runs", "as a list", lambda: mlflow.search_runs([experiment], output_format="list"), len)
    page = record("MlflowClient.search_runs", "a page", lambda: client.search_runs([experiment], max_results=2), lambda page: [len(page), bool(page.token)])
    record(
        "MlflowClient.search_runs",
        "the next",
        lambda: client.search_runs([experiment], max_results=2, page_token=page.token),
        lambda page: [len(page), bool(page.token)],
    )
    record("MlflowClient.delete_run", "one", lambda: client.delete_run(run_id))
    record("MlflowClient.get_run", "a deleted one", lambda: client.get_run(run_id).info.lifecycle_stage)
    record("MlflowClient.log_param", "to a deleted one", lambda: client.log_param(run_id, "x", 1))
    record("MlflowClient.restore_run", "one", lambda: client.restore_run(run_id))
    record("MlflowClient.delete_run", "an unknown one", lambda: client.delete_run("none"))

    ids = [fixed_trace(f"linked {n}", n) for n in range(2)]
    found = lambda _: [trace.info.tags["mlflow.traceName"] for trace in mlflow.search_traces(run_id=run_id, return_type="list")]
    record("MlflowClient.link_traces_to_run", "two", lambda: client.link_traces_to_run(ids, run_id), found)
    record("MlflowClient.link_traces_to_run", "again", lambda: client.link_traces_to_run(ids, run_id), found)
    record("MlflowClient.link_traces_to_run", "more than 100", lambda: client.link_traces_to_run([f"tr-{n}" for n in range(101)], run_id))
    record("MlflowClient.unlink_traces_from_run", "one", lambda: client.unlink_traces_from_run(ids[:1], run_id), found)
    record("mlflow.search_traces", "of a run", lambda: traced_in_a_run(), lambda at: [t.info.tags["mlflow.traceName"] for t in mlflow.search_traces(run_id=at, return_type="list")])
    record("mlflow.search_traces", "of an unknown run", lambda: mlflow.search_traces(run_id="none", return_type="list"))
    record("MlflowClient.log_text", "an artifact", lambda: client.log_text(run_id, "hello", "notes/a.txt"))
    record("MlflowClient.log_dict", "an artifact", lambda: client.log_dict(run_id, {"a": 1}, "b.json"))
    record("MlflowClient.list_artifacts", "the root", lambda: client.list_artifacts(run_id))
    record("MlflowClient.list_artifacts", "a folder", lambda: client.list_artifacts(run_id, "notes"))
    record("MlflowClient.list_artifacts", "an unknown folder", lambda: client.list_artifacts(run_id, "none"))
    record("MlflowClient.list_artifacts", "above the root", lambda: client.list_artifacts(run_id, "../x"))
    record(
        "mlflow.artifacts.load_text",
        "an artifact",
        lambda: mlflow.artifacts.load_text(client.get_run(run_id).info.artifact_uri + "/notes/a.txt"),
    )
    record(
        "mlflow.artifacts.load_text",
        "an unknown one",
        lambda: mlflow.artifacts.load_text(client.get_run(run_id).info.artifact_uri + "/none.txt"),
    )
    record("MlflowClient.download_artifacts", "a folder", lambda: client.download_artifacts(run_id, "notes") is not None)
    record("mlflow.genai.evaluate", "a scorer in Python", lambda: evaluated(), sorted)


def in_a_run():
    with mlflow.start_run(run_name="block") as run:
        mlflow.log_params({"a": 1, "b": "two"})
        mlflow.log_metrics({"loss": 0.25, "accuracy": 1.0})
        mlflow.set_tags({"k": "v"})
        with mlflow.start_span("in a run"):
            pass
    return run.info.run_id


def nested():
    with mlflow.start_run(run_name="parent"):
        with mlflow.start_run(run_name="child", nested=True) as child:
            pass
    return child.info.run_id


def failing():
    try:
        with mlflow.start_run(run_name="fails") as run:
            raise ValueError("no")
    except ValueError:
        return run.info.run_id


def traced_in_a_run():
    with mlflow.start_run(run_name="traced") as run:
        with mlflow.start_span("of a run"):
            pass
    return run.info.run_id


def evaluated():
    from mlflow.genai.scorers import scorer

    @scorer
    def is_short(outputs):
        return len(outputs) < 5

    result = mlflow.genai.evaluate(
        data=[{"inputs": {"q": "a"}, "expectations": {"expected_response": "b"}}, {"inputs": {"q": "long"}}],
        predict_fn=lambda q: q * 2,
        scorers=[is_short],
    )
    return [f"{name} {value}" for name, value in result.metrics.items()]
