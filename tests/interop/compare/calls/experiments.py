import mlflow
from mlflow.entities import ViewType

FILTERS = [
    "name = 'alpha'",
    "name != 'alpha'",
    "attribute.name = 'alpha'",
    "name LIKE 'al%'",
    "name ILIKE 'AL%'",
    "name LIKE 'AL%'",
    "tags.team = 'a'",
    "tag.team = 'a'",
    "tags.team != 'a'",
    "tags.team LIKE 'a%'",
    "tags.team ILIKE 'A%'",
    "tags.`two words` = 'x'",
    'tags."two words" = \'x\'',
    "tags.team IS NULL",
    "tags.team IS NOT NULL",
    "creation_time > 0",
    "creation_time < 5",
    "last_update_time >= 1",
    "attribute.creation_time != 3",
    "name = 'alpha' AND tags.team = 'a'",
    "name = 'alpha' and tags.team = 'b'",
    "attributes.name = 'alpha'",
    "name IN ('alpha')",
    "experiment_id = '1'",
    "lifecycle_stage = 'active'",
    "name = 'alpha' OR name = 'beta'",
    "name = alpha",
    "name > 'a'",
    "creation_time = '5'",
    "creation_time LIKE 5",
    "tags.team = 5",
    "(name = 'alpha')",
    "name",
]

ORDERS = [
    ["name"],
    ["name DESC"],
    ["name desc"],
    ["attribute.name ASC"],
    ["experiment_id"],
    ["experiment_id DESC"],
    ["tags.team"],
    ["lifecycle_stage"],
    ["name DOWN"],
    [""],
]


def make_calls(record):
    client = mlflow.MlflowClient()
    # Which number an experiment gets is the server's affair.
    is_id = str.isdigit
    names = lambda page: {"names": [each.name for each in page], "more": bool(page.token)}

    record("mlflow.get_experiment", "the default one", lambda: mlflow.get_experiment("0"))
    alpha = record("mlflow.create_experiment", "by name", lambda: mlflow.create_experiment("alpha"), is_id)
    record(
        "mlflow.create_experiment",
        "with tags and a place for artifacts",
        lambda: mlflow.create_experiment(
            "beta", artifact_location="dbfs:/Volumes/workspace/default/beta", tags={"team": "b", "two words": "x"}
        ),
        is_id,
    )
    record("mlflow.create_experiment", "a name that is taken", lambda: mlflow.create_experiment("alpha"), is_id)
    record("mlflow.create_experiment", "no name", lambda: mlflow.create_experiment(""), is_id)
    record("mlflow.create_experiment", "a name of 500 characters", lambda: mlflow.create_experiment("n" * 500), is_id)
    record("mlflow.create_experiment", "a name of 501 characters", lambda: mlflow.create_experiment("n" * 501), is_id)
    record("mlflow.create_experiment", "odd characters", lambda: mlflow.create_experiment("größe 日本 / ' \" %"), is_id)

    record("mlflow.get_experiment", "by id", lambda: mlflow.get_experiment(alpha))
    record("mlflow.get_experiment", "an unknown id", lambda: mlflow.get_experiment("999999"))
    record("mlflow.get_experiment", "an id that is no number", lambda: mlflow.get_experiment("abc"))
    record("mlflow.get_experiment_by_name", "by name", lambda: mlflow.get_experiment_by_name("beta"))
    record("mlflow.get_experiment_by_name", "an unknown name", lambda: mlflow.get_experiment_by_name("none"))
    record("mlflow.get_experiment_by_name", "odd characters", lambda: mlflow.get_experiment_by_name("größe 日本 / ' \" %"))

    record("mlflow.set_experiment", "one that exists", lambda: mlflow.set_experiment("alpha"))
    record("mlflow.set_experiment", "one that does not", lambda: mlflow.set_experiment("gamma"))
    record("mlflow.set_experiment", "by id", lambda: mlflow.set_experiment(experiment_id=alpha))
    record("mlflow.set_experiment", "by an unknown id", lambda: mlflow.set_experiment(experiment_id="999999"))

    record("mlflow.set_experiment_tag", "a tag", lambda: mlflow.set_experiment_tag("team", "a"))
    record("mlflow.set_experiment_tags", "two", lambda: mlflow.set_experiment_tags({"two words": "x", "a/b": "c"}))
    record("MlflowClient.set_experiment_tag", "another value", lambda: client.set_experiment_tag(alpha, "team", "a"))
    for key in ["", "k" * 250, "k" * 251, "a/../b", "/a", "..", "a,b", "ä"]:
        record(
            "MlflowClient.set_experiment_tag",
            f"the key {key[:9]!r} of {len(key)}",
            lambda: client.set_experiment_tag(alpha, key, "v"),
        )
    record("MlflowClient.set_experiment_tag", "a value of 5001", lambda: client.set_experiment_tag(alpha, "v", "v" * 5001))
    record("MlflowClient.set_experiment_tag", "an unknown experiment", lambda: client.set_experiment_tag("999999", "a", "b"))
    record("MlflowClient.delete_experiment_tag", "a tag", lambda: client.delete_experiment_tag(alpha, "a/b"))
    record("MlflowClient.delete_experiment_tag", "an absent tag", lambda: client.delete_experiment_tag(alpha, "a/b"))
    record("mlflow.get_experiment", "with its tags", lambda: mlflow.get_experiment(alpha))

    record("MlflowClient.rename_experiment", "a free name", lambda: client.rename_experiment(alpha, "omega"))
    record("MlflowClient.rename_experiment", "back", lambda: client.rename_experiment(alpha, "alpha"))
    record("MlflowClient.rename_experiment", "a name that is taken", lambda: client.rename_experiment(alpha, "beta"))
    record("MlflowClient.rename_experiment", "no name", lambda: client.rename_experiment(alpha, ""))
    record("MlflowClient.rename_experiment", "an unknown experiment", lambda: client.rename_experiment("999999", "x"))

    gone = record("mlflow.create_experiment", "one to delete", lambda: mlflow.create_experiment("gone"), is_id)
    record("mlflow.delete_experiment", "one", lambda: mlflow.delete_experiment(gone))
    record("mlflow.delete_experiment", "again", lambda: mlflow.delete_experiment(gone))
    record("mlflow.delete_experiment", "an unknown one", lambda: mlflow.delete_experiment("999999"))
    record("mlflow.get_experiment", "a deleted one", lambda: mlflow.get_experiment(gone))
    record("mlflow.get_experiment_by_name", "a deleted one", lambda: mlflow.get_experiment_by_name("gone"))
    record("mlflow.create_experiment", "the name of a deleted one", lambda: mlflow.create_experiment("gone"), is_id)
    record("mlflow.set_experiment", "a deleted one", lambda: mlflow.set_experiment("gone"))
    record("MlflowClient.rename_experiment", "a deleted one", lambda: client.rename_experiment(gone, "x"))
    record("MlflowClient.set_experiment_tag", "on a deleted one", lambda: client.set_experiment_tag(gone, "a", "b"))
    record("MlflowClient.delete_experiment_tag", "on a deleted one", lambda: client.delete_experiment_tag(gone, "a"))
    for view in ["ACTIVE_ONLY", "DELETED_ONLY", "ALL"]:
        record(
            "MlflowClient.search_experiments",
            f"view {view}",
            lambda: client.search_experiments(view_type=ViewType.from_string(view.lower()), order_by=["name"]),
            names,
        )
    record("MlflowClient.restore_experiment", "a deleted one", lambda: client.restore_experiment(gone))
    record("MlflowClient.restore_experiment", "one that is not deleted", lambda: client.restore_experiment(gone))
    record("MlflowClient.restore_experiment", "an unknown one", lambda: client.restore_experiment("999999"))
    record("mlflow.get_experiment", "a restored one", lambda: mlflow.get_experiment(gone))

    for text in FILTERS:
        record(
            "MlflowClient.search_experiments",
            f"filter {text}",
            lambda: client.search_experiments(filter_string=text, order_by=["name"]),
            names,
        )
    for order in ORDERS:
        record("MlflowClient.search_experiments", f"order {order}", lambda: client.search_experiments(order_by=order), names)
    record("mlflow.search_experiments", "all", mlflow.search_experiments)
    first = record("MlflowClient.search_experiments", "a page", lambda: client.search_experiments(max_results=2), names)
    token = first.token if first else None
    record("MlflowClient.search_experiments", "the next", lambda: client.search_experiments(max_results=2, page_token=token), names)
    record("MlflowClient.search_experiments", "page token 'x'", lambda: client.search_experiments(page_token="x"), names)
    for size in [0, -1, 50_000, 50_001]:
        record("MlflowClient.search_experiments", f"{size} results", lambda: client.search_experiments(max_results=size), names)
    # Last: one server has more experiments than the other from here on.
    for place in ["s3://bucket/x#part", "s3://bucket/x;a=b", "mlflow-artifacts:/a/../../b", "s3://bucket/x?a=..%2f"]:
        record(
            "mlflow.create_experiment",
            f"artifacts at {place}",
            lambda: mlflow.create_experiment("place " + place, artifact_location=place),
            is_id,
        )
