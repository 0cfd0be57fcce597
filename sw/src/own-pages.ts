import { type Failures, statusOf } from "./failures";
import { InvalidResponseError } from "./http/responses";
import type { Precache } from "./precache";
import type { Failure } from "./protocol";

const NO_TOOLS: Failure = {
  code: "unknown",
  title: "This site has no tools page",
  message: "It was built without one.",
  hint: "Build it with `hipflask build --tools`, or with `--debug`.",
};

/** The pages of a site that are not its application's: no Python is asked for them. */
export class OwnPages {
  readonly #precache: Precache;
  readonly #base: URL;
  readonly #failures: Failures;

  constructor(precache: Precache, base: URL, failures: Failures) {
    this.#precache = precache;
    this.#base = base;
    this.#failures = failures;
  }

  /** The boot page. The host is asked for it if it is not here. */
  async boot(): Promise<Response> {
    const page = await this.#bootPage()?.catch(() => undefined);
    return page === undefined ? fetch(this.#base) : bootPage(page, 200);
  }

  async tools(): Promise<Response> {
    const [page] = this.#precache.ofRole("tools");
    if (page !== undefined) return bootPage(await this.#precache.get(page), 200);
    return failureText(NO_TOOLS, 404);
  }

  /** What a request is answered with that has failed: a page only if one was asked for. */
  async failure(request: Request, error: unknown): Promise<Response> {
    if (error instanceof InvalidResponseError) return failureText(invalidResponse(error), 500);
    const failure = this.#failures.of(error);
    const status = statusOf(failure);
    const page = request.mode === "navigate" ? await this.#bootPage() : undefined;
    return page ? failurePage(page, failure, status) : failureText(failure, status);
  }

  #bootPage(): Promise<Response> | undefined {
    const [page] = this.#precache.ofRole("boot");
    return page && this.#precache.get(page);
  }
}

/** A failure for whoever asked for something else than a page. */
function failureText(failure: Failure, status: number): Response {
  const parts = [failure.title, failure.message, failure.hint, failure.detail];
  return new Response(`${parts.filter((part) => part !== undefined).join("\n\n")}\n`, {
    status,
    headers: failureHeaders(status, "text/plain; charset=utf-8"),
  });
}

/** What stands where a failure goes that the boot page is to show. */
const CONFIG = '<script type="application/json" id="hipflask-config">';

/** The boot page with a failure in it: that of this very request, which no other page is to hear of. */
async function failurePage(page: Response, failure: Failure, status: number): Promise<Response> {
  const json = JSON.stringify(failure).replaceAll("<", "\\u003c");
  const element = `<script type="application/json" id="hipflask-failure">${json}</script>`;
  const text = (await page.text()).replace(CONFIG, () => `${element}${CONFIG}`);
  return bootPage(new Response(text), status);
}

/** The boot page, which asks the worker how it is getting on, and what has failed. */
function bootPage(page: Response, status: number): Response {
  return new Response(page.body, {
    status,
    headers: failureHeaders(status, "text/html; charset=utf-8"),
  });
}

function failureHeaders(status: number, contentType: string): Record<string, string> {
  return {
    "Content-Type": contentType,
    "Cache-Control": "no-store",
    ...(status === 503 ? { "Retry-After": "1" } : {}),
  };
}

function invalidResponse(error: InvalidResponseError): Failure {
  return {
    code: "unknown",
    title: "The application's answer is not valid HTTP",
    message: error.message,
    hint: "Mend the view function that made the response.",
  };
}
