import mlflow
from mlflow.genai.scorers import scorer


def make_calls(record):
    client = mlflow.MlflowClient()
    experiment = mlflow.set_experiment("elsewhere").experiment_id

    @scorer
    def is_short(outputs):
        return len(outputs) < 5

    record("mlflow.genai.create_dataset", "one", lambda: mlflow.genai.create_dataset(name="rows", experiment_id=experiment), lambda made: made.name)
    record("mlflow.genai.search_datasets", "all", lambda: mlflow.genai.search_datasets(experiment_ids=[experiment]), len)
    record("mlflow.genai.list_scorers", "none", lambda: mlflow.genai.list_scorers(experiment_id=experiment), len)
    record("MlflowClient.list_webhooks", "none", lambda: client.list_webhooks(), len)
