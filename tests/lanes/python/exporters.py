import json
import sys

from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.trace import SpanKind, Status, StatusCode

if sys.argv[1] == "grpc":
    from opentelemetry.exporter.otlp.proto.grpc.trace_exporter import OTLPSpanExporter
else:
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter

# Configured by the environment alone, as users do.
provider = TracerProvider(resource=Resource.create({"service.name": "shop"}))
provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
tracer = provider.get_tracer("lane", "1.2")


def said(role, text):
    return json.dumps([{"role": role, "parts": [{"type": "text", "content": text}]}], ensure_ascii=False)


with tracer.start_as_current_span("answer", attributes={"gen_ai.conversation.id": "c-1", "user.id": "u-1"}):
    with tracer.start_as_current_span(
        "chat gemini-2.5-flash",
        kind=SpanKind.CLIENT,
        attributes={
            "gen_ai.operation.name": "chat",
            "gen_ai.provider.name": "gcp.gemini",
            "gen_ai.request.model": "gemini-2.5-flash",
            "gen_ai.input.messages": said("user", "Grüße 👋?"),
            "gen_ai.output.messages": said("assistant", "Hallo"),
            "gen_ai.usage.input_tokens": 7,
            "gen_ai.usage.output_tokens": 3,
            "gen_ai.request.temperature": 0.5,
            "gen_ai.response.finish_reasons": ["stop"],
        },
    ) as chat:
        chat.add_event("token", {"n": 1.5})
        with tracer.start_as_current_span(
            "execute_tool add", attributes={"gen_ai.operation.name": "execute_tool"}
        ) as tool:
            tool.set_attribute("gen_ai.tool.call.arguments", '{"a":1}')
            tool.set_attribute("gen_ai.tool.call.result", "2")
            tool.record_exception(TypeError("no such thing"))
            tool.set_status(Status(StatusCode.ERROR, "no such thing"))
provider.shutdown()
