/** The body of a refusal, RFC 9457 with our two members. */
export interface ProblemBody {
  type?: string;
  title?: string;
  status?: number;
  /** Stable name of the refusal, `<module>.<what>`. */
  code?: string;
  detail?: string;
  /** The member of the request it is about. */
  field?: string;
}

/** A call that did not go well: refused by the server, or never answered (`status` 0). */
export class ApiProblem extends Error {
  readonly status: number;
  readonly code: string;
  readonly detail: string | undefined;
  readonly field: string | undefined;
  /** Seconds the server asked us to wait. */
  readonly retryAfter: number | undefined;

  constructor(status: number, body: ProblemBody = {}, retryAfter?: number) {
    super(body.title ?? body.detail ?? body.code ?? String(status));
    this.name = 'ApiProblem';
    this.status = status;
    this.code = body.code ?? (status === 0 ? 'network' : `http.${String(status)}`);
    // The server repeats its title where it has nothing to add.
    this.detail = body.detail && body.detail !== body.title ? body.detail : undefined;
    this.field = body.field ?? undefined;
    this.retryAfter = retryAfter;
  }

  /** Nobody knows whether it was done: the same call with the same key may be sent again. */
  get isUncertain(): boolean {
    return this.status === 0 || this.status === 408 || this.status === 429 || this.status >= 500;
  }
}

export function asProblem(error: unknown): ApiProblem {
  if (error instanceof ApiProblem) return error;
  return new ApiProblem(0, { title: error instanceof Error ? error.message : String(error) });
}

/** Reads a refusal from an answer, whatever stands in its body. */
export async function problemOf(response: Response): Promise<ApiProblem> {
  const retryAfter = Number(response.headers.get('Retry-After')) || undefined;
  const text = await response.text().catch(() => '');
  try {
    const body: unknown = JSON.parse(text);
    if (body !== null && typeof body === 'object') return new ApiProblem(response.status, body, retryAfter);
  } catch {
    // A proxy may answer with a page of its own; its status still says enough.
  }
  return new ApiProblem(response.status, {}, retryAfter);
}
