import mlflow


def make_calls(record):
    client = mlflow.MlflowClient()
    names = lambda page: [each.name for each in page]
    record("MlflowClient.create_registered_model", "one", lambda: client.create_registered_model("forecast", tags={"a": "b"}), lambda model: model.name)
    record("MlflowClient.create_registered_model", "again", lambda: client.create_registered_model("forecast"))
    record("MlflowClient.get_registered_model", "one", lambda: client.get_registered_model("forecast"), lambda model: model.tags)
    record("MlflowClient.get_registered_model", "an unknown one", lambda: client.get_registered_model("none"))
    record("MlflowClient.search_registered_models", "by name", lambda: client.search_registered_models("name = 'forecast'"), names)
    record(
        "MlflowClient.create_model_version",
        "one",
        lambda: client.create_model_version("forecast", source="models:/m-" + "0" * 32),
        lambda made: [made.name, str(made.version)],
    )
    record("MlflowClient.delete_registered_model", "one", lambda: client.delete_registered_model("forecast"))
