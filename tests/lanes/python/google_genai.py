"""A chat with a function, traced by the instrumentation that the first argument names, sent as the second says."""

import sys

from google import genai
from google.genai import types
from opentelemetry import trace
from opentelemetry.sdk._logs import LoggerProvider
from opentelemetry.sdk._logs.export import BatchLogRecordProcessor
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor

if sys.argv[2:] == ["grpc"]:
    from opentelemetry.exporter.otlp.proto.grpc._log_exporter import OTLPLogExporter
    from opentelemetry.exporter.otlp.proto.grpc.trace_exporter import OTLPSpanExporter
else:
    from opentelemetry.exporter.otlp.proto.http._log_exporter import OTLPLogExporter
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter

provider = TracerProvider(resource=Resource.create({"service.name": "shop"}))
provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
trace.set_tracer_provider(provider)
tracer = trace.get_tracer("application")
logs = LoggerProvider()
logs.add_log_record_processor(BatchLogRecordProcessor(OTLPLogExporter()))

if sys.argv[1] == "openinference":
    from openinference.instrumentation import using_attributes
    from openinference.instrumentation.google_genai import GoogleGenAIInstrumentor

    GoogleGenAIInstrumentor().instrument(tracer_provider=provider)
    session = using_attributes(session_id="s-1", user_id="u-1")
else:
    from contextlib import nullcontext

    from opentelemetry.instrumentation.google_genai import GoogleGenAiSdkInstrumentor

    GoogleGenAiSdkInstrumentor().instrument(tracer_provider=provider, logger_provider=logs)
    session = nullcontext()


def multiply(a: float, b: float) -> float:
    """Multiplies two numbers."""
    return a * b


client = genai.Client()
with session, tracer.start_as_current_span("application"):
    config = types.GenerateContentConfig(system_instruction="Be short.", temperature=0.2, tools=[multiply])
    answer = client.models.generate_content(
        model="gemini-2.5-flash", contents="I have 57 cats, each owns 44 mittens, how many mittens is that in total?", config=config
    )
    print(answer.text)
    for chunk in client.models.generate_content_stream(model="gemini-2.5-flash", contents="The opposite of hot is"):
        print(chunk.text)
    client.models.embed_content(model="gemini-embedding-001", contents="a text")
# Over gRPC what was said comes before the spans that it is of.
for sender in (logs, provider) if sys.argv[2:] == ["grpc"] else (provider, logs):
    sender.shutdown()
