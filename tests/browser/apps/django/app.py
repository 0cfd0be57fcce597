"""Django in one file, with the views that each framework's application has here."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import path
from django.views.static import serve

STATIC = Path(__file__).parent / "static"
PLAIN = "text/plain; charset=utf-8"

settings.configure(
    ALLOWED_HOSTS=["*"],
    MIDDLEWARE=[
        "django.contrib.sessions.middleware.SessionMiddleware",
        "django.middleware.common.CommonMiddleware",
    ],
    ROOT_URLCONF=__name__,
    SECRET_KEY="for tests only",
    SESSION_ENGINE="django.contrib.sessions.backends.signed_cookies",
)


def index(_request: HttpRequest) -> HttpResponse:
    return HttpResponse(
        "<!doctype html><link rel=icon href='data:,'><title>Django</title><h1>Django</h1>"
    )


def greet(request: HttpRequest) -> HttpResponse:
    return HttpResponse(f"Hello, {request.POST['name']}!", content_type=PLAIN)


def report(request: HttpRequest, word: str) -> JsonResponse:
    return JsonResponse(
        {
            "method": request.method,
            "word": word,
            "query": request.GET.getlist("q"),
            "body": json.loads(request.body) if request.body else None,
        }
    )


def moved(_request: HttpRequest) -> HttpResponse:
    return HttpResponseRedirect("landing?from=moved")


def landing(request: HttpRequest) -> HttpResponse:
    return HttpResponse(f"landed from {request.GET['from']}", content_type=PLAIN)


def visits(request: HttpRequest) -> HttpResponse:
    request.session["visits"] = request.session.get("visits", 0) + 1
    return HttpResponse(str(request.session["visits"]), content_type=PLAIN)


async def later(_request: HttpRequest) -> HttpResponse:
    await asyncio.sleep(0.01)
    return HttpResponse("later", content_type=PLAIN)


def crash(_request: HttpRequest) -> HttpResponse:
    raise RuntimeError("on purpose")


urlpatterns = [
    path("", index),
    path("greet", greet),
    path("report/<path:word>", report),
    path("moved", moved),
    path("landing", landing),
    path("visits", visits),
    path("later", later),
    path("crash", crash),
    path("static/<path:path>", serve, {"document_root": STATIC}),
]
application = get_wsgi_application()
