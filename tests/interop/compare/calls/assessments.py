import mlflow
from mlflow.entities import AssessmentError, AssessmentSource, Expectation, Feedback
from stories import fixed_trace

VALUES = [0.9, 1, True, False, "yes", "", "größe", ["a", 1], {"a": 1.5, "b": True}]
HUMAN = AssessmentSource(source_type="HUMAN", source_id="ann@example.com")

FILTERS = [
    "feedback.score > 0.5",
    "feedback.score >= 0.9",
    "feedback.score < 0.5",
    "feedback.verdict = 'yes'",
    "feedback.verdict != 'yes'",
    "feedback.verdict = 'true'",
    "feedback.score = '0.9'",
    "feedback.verdict LIKE '%y%'",
    "feedback.verdict ILIKE '%Y%'",
    "feedback.verdict IS NULL",
    "feedback.verdict IS NOT NULL",
    "feedback.none IS NULL",
    "expectation.answer = '42'",
    "expectation.answer = 'text'",
    "expectation.answer IS NOT NULL",
    "feedback.`two words` = 'x'",
    "feedback.overridden = 'old'",
    "feedback.overridden = 'new'",
]


def make_calls(record):
    experiment = mlflow.set_experiment("assessments").experiment_id
    client = mlflow.MlflowClient()
    trace_id = fixed_trace("judged", 0)
    seen = lambda _: mlflow.get_trace(trace_id).info.assessments

    for value in VALUES:
        record("mlflow.log_feedback", f"the value {value!r}", lambda: mlflow.log_feedback(trace_id=trace_id, name="v", value=value))
        record(
            "mlflow.log_expectation", f"the value {value!r}", lambda: mlflow.log_expectation(trace_id=trace_id, name="v", value=value)
        )
    record("mlflow.get_trace", "with its assessments", lambda: None, seen)
    full = record(
        "mlflow.log_feedback",
        "with all that can be said",
        lambda: mlflow.log_feedback(
            trace_id=trace_id, name="quality", value=0.5, source=HUMAN, rationale="so so", metadata={"k": "v"}, span_id="00f067aa0ba902b7"
        ),
    )
    record(
        "mlflow.log_feedback",
        "an error",
        lambda: mlflow.log_feedback(
            trace_id=trace_id, name="failed", error=AssessmentError(error_code="RATE", error_message="too many", stack_trace="at x")
        ),
    )
    record("mlflow.log_feedback", "an exception", lambda: mlflow.log_feedback(trace_id=trace_id, name="raised", error=ValueError("bad")))
    record("mlflow.log_feedback", "neither value nor error", lambda: mlflow.log_feedback(trace_id=trace_id, name="empty"))
    record("mlflow.log_feedback", "an unknown trace", lambda: mlflow.log_feedback(trace_id="tr-none", name="q", value=1))
    record("mlflow.log_feedback", "a name of 251", lambda: mlflow.log_feedback(trace_id=fixed_trace("long name", 9), name="n" * 251, value=1))
    record("mlflow.log_expectation", "an unknown trace", lambda: mlflow.log_expectation(trace_id="tr-none", name="q", value=1))
    record(
        "mlflow.log_assessment", "an expectation", lambda: mlflow.log_assessment(trace_id, Expectation(name="e", value={"a": [1]}))
    )
    id_of = lambda assessment: assessment.assessment_id if assessment else "a-none"
    record("mlflow.get_assessment", "one", lambda: mlflow.get_assessment(trace_id, id_of(full)))
    record("mlflow.get_assessment", "an unknown one", lambda: mlflow.get_assessment(trace_id, "a-none"))
    record("mlflow.get_assessment", "of an unknown trace", lambda: mlflow.get_assessment("tr-none", id_of(full)))
    record(
        "mlflow.update_assessment",
        "another value and reason",
        lambda: mlflow.update_assessment(
            trace_id, id_of(full), Feedback(name="quality", value=0.7, rationale="better", metadata={"more": "x"})
        ),
    )
    record(
        "mlflow.update_assessment", "another kind", lambda: mlflow.update_assessment(trace_id, id_of(full), Expectation(name="quality", value=1))
    )
    record("mlflow.update_assessment", "an unknown one", lambda: mlflow.update_assessment(trace_id, "a-none", Feedback(name="q", value=1)))
    record(
        "mlflow.override_feedback",
        "one",
        lambda: mlflow.override_feedback(trace_id=trace_id, assessment_id=id_of(full), value=1, rationale="overruled", source=HUMAN),
    )
    record(
        "mlflow.override_feedback", "an unknown one", lambda: mlflow.override_feedback(trace_id=trace_id, assessment_id="a-none", value=1)
    )
    record("mlflow.get_trace", "after an override", lambda: None, seen)
    record("mlflow.delete_assessment", "one", lambda: mlflow.delete_assessment(trace_id, id_of(full)))
    record("mlflow.delete_assessment", "again", lambda: mlflow.delete_assessment(trace_id, id_of(full)))
    record("mlflow.delete_assessment", "of an unknown trace", lambda: mlflow.delete_assessment("tr-none", "a-none"))
    record("mlflow.log_issue", "one", lambda: mlflow.log_issue(trace_id=trace_id, issue_id="iss-1", issue_name="slow"))

    high = fixed_trace("high", 1)
    low = fixed_trace("low", 2)
    mlflow.log_feedback(trace_id=high, name="score", value=0.9)
    mlflow.log_feedback(trace_id=low, name="score", value=0.1)
    mlflow.log_feedback(trace_id=high, name="verdict", value="yes")
    mlflow.log_feedback(trace_id=low, name="verdict", value=True)
    mlflow.log_feedback(trace_id=low, name="two words", value="x")
    mlflow.log_expectation(trace_id=high, name="answer", value=42)
    mlflow.log_expectation(trace_id=low, name="answer", value="text")
    old = mlflow.log_feedback(trace_id=high, name="overridden", value="old")
    mlflow.override_feedback(trace_id=high, assessment_id=old.assessment_id, value="new")
    for text in FILTERS:
        record(
            "MlflowClient.search_traces",
            f"filter {text}",
            lambda: client.search_traces([experiment], filter_string=text, include_spans=False),
            lambda found: [trace.info.tags["mlflow.traceName"] for trace in found],
        )
    with mlflow.start_span("judged while it runs") as span:
        mlflow.log_feedback(trace_id=span.trace_id, name="early", value=1)
    record("mlflow.log_feedback", "of the trace that runs", lambda: mlflow.get_trace(span.trace_id).info.assessments)
