import mlflow
from stories import BEGIN_MILLIS, MINUTE_MILLIS, fixed_trace, session

# One a line; those that MLflow refuses are here for what they are told.
FILTERS = f"""
status = 'OK'
status = "ERROR"
trace.status = 'OK'
attributes.status = 'OK'
attribute.status != 'OK'
status IN ('OK', 'ERROR')
status in ('OK')
status NOT IN ('OK')
status not in ('ERROR')
status IN ('OK',)
status LIKE 'O%'
status ilike 'o%'
status LIKE 'o%'
status RLIKE '^E'
timestamp > {BEGIN_MILLIS}
timestamp_ms >= {BEGIN_MILLIS}
timestamp_ms>={BEGIN_MILLIS + MINUTE_MILLIS} AND timestamp_ms<{BEGIN_MILLIS + 3 * MINUTE_MILLIS}
trace.timestamp_ms = {BEGIN_MILLIS}
timestamp != {BEGIN_MILLIS}
timestamp > -5
timestamp_ms > 1e12
timestamp_ms > 1.5
execution_time_ms > 100000
execution_time_ms >= 100000
execution_time < 200000.5
execution_time > '100'
end_time > {BEGIN_MILLIS + 5 * MINUTE_MILLIS}
end_time_ms <= {BEGIN_MILLIS + 2 * MINUTE_MILLIS}
name = 'chat'
name = 'größe 日本'
name != 'chat'
name LIKE 'ch%'
name LIKE 'CH%'
name ILIKE 'CH%'
name LIKE '%a_'
name RLIKE '^c.*t$'
name IS NULL
name IS NOT NULL
name = "it's"
name = 'it''s'
name = 'it\\'s'
name = 'a AND b'
name = 'a;b'
name = ''
name = '%'
name LIKE '%'
name LIKE '100\\%'
trace.name = 'chat'
tag.env = 'prod'
tags.env = 'prod'
tag.env != 'prod'
tag.env LIKE 'p%'
tag.env like 'p%'
tag.env ILIKE 'P%'
tag.env RLIKE 'pr'
tag.env IS NULL
tag.env IS NOT NULL
tag.env is null
tag.`two words` = 'x'
tag."two words" = 'x'
tag.'two words' = 'x'
tags.mlflow.traceName = 'chat'
tags.`mlflow.traceName` LIKE 'ch%'
tag.name = 'chat'
tag.é = 'x'
tag.1a = 'x'
tag.order = 'x'
tag.a-b = 'c'
tag.`a-b` = 'c'
tag.a:b = 'x'
tag.`a/b` = 'c'
tag.env = 'prod' AND tag.`two words` = 'x'
tag.env='prod'and name='chat'
tag.env IN ('prod')
metadata.build = '7'
request_metadata.build = '7'
metadata.build != '7'
metadata.build IS NULL
metadata.build LIKE '%'
metadata.`mlflow.trace.session` = 's-1'
metadata.mlflow.trace.session = 's-1'
metadata.`mlflow.trace.session` IS NOT NULL
client_request_id = 'request-1'
client_request_id LIKE 'request%'
client_request_id != 'request-1'
client_request_id IN ('request-1', 'x')
request_id = 'tr-none'
request_id LIKE 'tr-%'
request_id IN ('tr-none')
run_id = 'none'
run_id IS NULL
run_id != 'none'
span.name = 'search'
span.name != 'search'
span.name LIKE '%ear%'
span.name ILIKE '%EAR%'
span.name like '%ear%'
span.name IN ('search', 'answer')
span.name NOT IN ('search')
span.name not in ('search')
span.name in ('search')
span.name RLIKE '^se'
span.type = 'RETRIEVER'
span.type IN ('LLM','TOOL')
span.type != 'LLM'
span.status = 'ERROR'
span.status = 'OK'
span.status NOT IN ('OK')
span.content LIKE '%refund%'
span.content ILIKE '%REFUND%'
span.content LIKE '%REFUND%'
trace.text LIKE '%refund%'
trace.text ILIKE '%REFUND%'
trace.text LIKE '%"quoted"%'
trace.text LIKE '%größe%'
trace.text LIKE '%nowhere to be found%'
text LIKE '%refund%'
span.attributes.model LIKE '%flash%'
span.attributes.model ILIKE '%FLASH%'
span.attributes.model = 'gemini-2.5-flash'
span.attributes.model != 'gemini-2.5-flash'
span.attributes.model IN ('gemini-2.5-flash')
span.attributes.model RLIKE 'gem'
span.attributes.`my.key` LIKE '%v%'
span.attributes.my.key LIKE '%v%'
span.attributes.count LIKE '%3%'
span.type = 'RETRIEVER' AND span.name = 'search'
span.type = 'RETRIEVER' AND span.name = 'answer'
span.type = 'RETRIEVER' AND span.content LIKE '%refund%'
span.name = 'search' AND name = 'chat'
prompt = 'greet/1'
prompt != 'greet/1'
prompt = 'greet'
prompt LIKE 'g%'
issue.id = 'none'
issue.id != 'none'
feedback.q = 'yes'
feedback.q = 5
feedback.q >= '5'
feedback.q > 0.5
feedback.q = true
expectation.q IS NULL
AND status = 'OK'
status = 'OK' AND
status = 'OK' name = 'chat'
status = 'OK'    and   name = 'chat'
status = 'OK' OR status = 'ERROR'
(status = 'OK')
NOT status = 'OK'
status
status = 'OK';
status = 'OK'; name = 'x'
'OK' = status
status = OK
status = null
status == 'OK'
status <> 'OK'
status > 'OK'
status IS NULL
status = 5
tag.env = 1
metadata.build = 1
metadata.build IN ('x')
timestamp_ms BETWEEN 1 AND 2
timestamp > '100'
timestamp = 1.5
status IN ()
status IN (1,2)
timestamp_ms IN ('1')
bar = 'x'
foo.bar = 'x'
Tag.env = 'prod'
attr.status = 'OK'
assessment.q = 'x'
trace_id = 'x'
experiment_id = '1'
span.kind = 'a'
span.content = 'x'
span.attributes. LIKE '%x%'
/* c */ status = 'OK'
status = 'OK' -- c
name = 'unclosed
name = 'chat' AND name = 'x' AND
tag. = 'x'
.env = 'x'
status = 'OK' , name = 'x'
name LIKE 5
name RLIKE '('
name = 'x' UNION SELECT 1
name = '\\u0000'
""".strip().splitlines()

ORDERS = [
    ["timestamp_ms ASC"],
    ["timestamp DESC"],
    ["execution_time DESC"],
    ["execution_time_ms"],
    ["status"],
    ["status DESC", "timestamp ASC"],
    ["name"],
    ["name DESC"],
    ["tag.env"],
    ["tag.env DESC"],
    ["metadata.build ASC"],
    ["request_id"],
    ["experiment_id", "timestamp"],
    ["end_time"],
    ["run_id"],
    ["trace.timestamp_ms"],
    ["attributes.timestamp desc"],
    ["tags.`two words` DESC"],
    ["foo"],
    ["timestamp DOWN"],
    ["timestamp, status"],
    [""],
    ["span.name"],
    ["feedback.x"],
    ["name", "name DESC"],
    ["tag.a-b DESC"],
]


def make_calls(record):
    client = mlflow.MlflowClient()
    experiment = mlflow.set_experiment("search").experiment_id
    other = client.create_experiment("search elsewhere")
    fill(experiment)
    fixed_trace("elsewhere", 30, experiment_id=other)
    names = lambda found: [trace.info.tags.get("mlflow.traceName") for trace in found]
    paged = lambda page: {"names": names(page), "more": bool(page.token)}
    search = lambda **more: client.search_traces([experiment], include_spans=False, **more)

    for text in FILTERS:
        record("MlflowClient.search_traces", f"filter {text}", lambda: search(filter_string=text, order_by=["timestamp ASC"]), names)
    for order in ORDERS:
        # Ids are drawn: an order by them is told apart only by what is said of a mistake.
        show = (lambda found: sorted(names(found), key=str)) if order == ["request_id"] else names
        record("MlflowClient.search_traces", f"order {order}", lambda: search(order_by=order), show)
    first = record("MlflowClient.search_traces", "a page", lambda: search(max_results=4), paged)
    second = record("MlflowClient.search_traces", "the next", lambda: search(max_results=4, page_token=first.token), paged)
    record("MlflowClient.search_traces", "the one after", lambda: search(max_results=4, page_token=second.token), paged)
    record(
        "MlflowClient.search_traces",
        "pages with a filter and an order",
        lambda: [
            names(page := search(max_results=2, filter_string="status = 'OK'", order_by=["name"])),
            names(search(max_results=2, filter_string="status = 'OK'", order_by=["name"], page_token=page.token)),
        ],
    )
    record("MlflowClient.search_traces", "page token 'x'", lambda: search(page_token="x"), paged)
    for size in [1, 500, 501, 0, -1]:
        record("MlflowClient.search_traces", f"{size} results", lambda: search(max_results=size), names)
    record("MlflowClient.search_traces", "two experiments", lambda: client.search_traces([experiment, other], include_spans=False), names)
    record("MlflowClient.search_traces", "an unknown experiment", lambda: client.search_traces(["999999"], include_spans=False), names)
    record("MlflowClient.search_traces", "an id with a dot", lambda: client.search_traces(["a.b"], include_spans=False), names)
    record("MlflowClient.search_traces", "an id that is no number", lambda: client.search_traces(["abc"], include_spans=False), names)
    record("MlflowClient.search_traces", "no experiment", lambda: client.search_traces([], include_spans=False), names)
    record("MlflowClient.search_traces", "with spans", lambda: client.search_traces([experiment], max_results=3), list)
    record("MlflowClient.search_traces", "of a model", lambda: search(model_id="m-" + "0" * 32), names)
    record("mlflow.search_traces", "as a list", lambda: mlflow.search_traces(locations=[experiment], return_type="list"), names)
    record("mlflow.search_traces", "as a table", lambda: mlflow.search_traces(locations=[experiment]), lambda table: sorted(table.columns))
    record(
        "mlflow.search_traces",
        "500 and more",
        lambda: mlflow.search_traces(locations=[experiment], max_results=600, return_type="list", include_spans=False),
        len,
    )


def fill(experiment):
    fixed_trace(
        "chat",
        0,
        inputs={"q": 'a "quoted" word'},
        outputs="the refund is on its way",
        tags={"env": "prod", "two words": "x", "a-b": "c", "a/b": "c"},
        metadata={"build": "7", **session("s-1")},
        children=[
            ("search", "RETRIEVER", {"inputs": "where is my refund", "outputs": [], "attributes": {"my.key": "v", "count": 3}}),
            ("answer", "LLM", {"attributes": {"model": "gemini-2.5-flash"}, "outputs": "soon"}),
        ],
    )
    fixed_trace("chat", 1, millis=250_000, tags={"env": "dev"}, metadata={"build": "8", **session("s-2")}, status="ERROR")
    fixed_trace("größe 日本", 2, inputs="größe", tags={"env": "prod", "1a": "x"})
    fixed_trace("it's", 3, tags={"order": "x"}, children=[("search", "TOOL", {"status": "ERROR"})])
    fixed_trace("a AND b", 4, metadata={"build": "7"})
    fixed_trace("a;b", 5, millis=300_000)
    fixed_trace("100%", 6, children=[("answer", "LLM", {"attributes": {"model": "gemini-2.5-pro"}})])
    fixed_trace("", 7)
    with_request_id(experiment)


def with_request_id(experiment):
    with mlflow.start_span("asked by id") as span:
        mlflow.update_current_trace(client_request_id="request-1")
    return span.trace_id
