import os
import tempfile

import mlflow


def make_calls(record):
    client = mlflow.MlflowClient()
    experiment = mlflow.set_experiment("models").experiment_id
    model = record(
        "mlflow.initialize_logged_model",
        "one",
        lambda: mlflow.initialize_logged_model(name="agent", model_type="agent", params={"p": "1"}, tags={"t": "v"}),
        shape,
    )
    at = model.model_id if model else "m-none"
    record("mlflow.get_logged_model", "one", lambda: mlflow.get_logged_model(at), shape)
    record("mlflow.get_logged_model", "an unknown one", lambda: mlflow.get_logged_model("m-none"))
    record("mlflow.finalize_logged_model", "ready", lambda: mlflow.finalize_logged_model(at, "READY"), shape)
    record("MlflowClient.set_logged_model_tags", "two", lambda: client.set_logged_model_tags(at, {"a": "1", "b": "2"}))
    record("MlflowClient.delete_logged_model_tag", "one", lambda: client.delete_logged_model_tag(at, "a"))
    record("mlflow.get_logged_model", "after that", lambda: mlflow.get_logged_model(at), shape)
    record(
        "MlflowClient.search_logged_models",
        "by name",
        lambda: client.search_logged_models([experiment], filter_string="name = 'agent'"),
        lambda page: [each.name for each in page],
    )
    record(
        "mlflow.search_logged_models",
        "all",
        lambda: mlflow.search_logged_models([experiment], output_format="list"),
        lambda found: [each.name for each in found],
    )
    record("mlflow.set_active_model", "by name", lambda: mlflow.set_active_model(name="active"), lambda active: active.name)
    record("mlflow.set_active_model", "a trace of it", lambda: traced_of_active())
    record(
        "mlflow.search_traces",
        "of the active model",
        lambda: mlflow.search_traces(locations=[experiment], model_id=mlflow.get_active_model_id(), return_type="list"),
        lambda found: [trace.info.tags["mlflow.traceName"] for trace in found],
    )
    at_file = os.path.join(tempfile.mkdtemp(), "a.txt")
    with open(at_file, "w", encoding="utf-8") as file:
        file.write("of the model")
    record("MlflowClient.log_model_artifact", "one", lambda: client.log_model_artifact(at, at_file))
    record(
        "MlflowClient.log_model_artifacts",
        "a folder",
        lambda: client.log_model_artifacts(at, os.path.dirname(at_file)),
    )
    record(
        "MlflowClient.list_logged_model_artifacts",
        "of one",
        lambda: client.list_logged_model_artifacts(at),
        lambda files: [[file.path, file.is_dir, file.file_size] for file in files],
    )
    record(
        "MlflowClient.list_logged_model_artifacts",
        "of an unknown one",
        lambda: client.list_logged_model_artifacts("m-none"),
    )
    record(
        "mlflow.artifacts.load_text",
        "of a model",
        lambda: mlflow.artifacts.load_text(f"{mlflow.get_logged_model(at).artifact_location}/a.txt"),
    )
    record("mlflow.create_external_model", "one", lambda: mlflow.create_external_model(name="outside"), shape)
    record("MlflowClient.delete_logged_model", "one", lambda: client.delete_logged_model(at))
    record("mlflow.get_logged_model", "a deleted one", lambda: mlflow.get_logged_model(at))


def shape(model):
    return {
        "name": model.name,
        "type": model.model_type,
        "status": str(model.status),
        "params": model.params,
        "tags": {key: value for key, value in model.tags.items() if not key.startswith("mlflow.")},
        "location": model.artifact_location,
    }


def traced_of_active():
    with mlflow.start_span("by the active model") as span:
        pass
    return mlflow.get_trace(span.trace_id).info.trace_metadata.get("mlflow.modelId") == mlflow.get_active_model_id()
