import { FAILURE_CODES } from "../../contract/failures.ts";
import { PROBLEM_CODES } from "../../contract/problem.ts";
import { CLOSE, EVENTS_PROTOCOL, TICKET_PREFIX } from "../../contract/sockets.ts";
import { EXPOSED_HEADERS } from "../origins.ts";

const problems = Object.entries(PROBLEM_CODES).map(
	([code, { status, title }]) => `| \`${code}\` | ${status} | ${title} |`,
);
const failures = Object.entries(FAILURE_CODES).map(([code, kind]) => `| \`${code}\` | ${kind} |`);

/** What one must know before the first call; Markdown, shown before the operations. */
export const GUIDE = `Runs ComfyUI workflows as a product backend: jobs, live progress, assets, workers.

## First call

Every request carries an API key: \`Authorization: Bearer dk_live_…\`. Paths in answers (\`url\`, \`urls\`, \`location\`) are on
this server: put its address before them.

\`\`\`sh
curl -s $API/v1/workflows -H "authorization: Bearer $KEY"        # what there is, with the JSON Schema of its parameters
curl -s $API/v1/assets -H "authorization: Bearer $KEY" -F file=@face.png          # a file for a workflow that takes one
curl -s $API/v1/jobs -H "authorization: Bearer $KEY" -H 'content-type: application/json' -H 'prefer: wait=60' \\
  -d '{"workflow":"z-image-turbo-base-image","parameters":{"prompt":"a lighthouse at night","seed":1}}'
\`\`\`

The answer is 201 once the job is stored, or with \`Prefer: wait=n\` 200 when it has ended in that time. Its \`outputs\` are
assets; \`GET\` their \`url\` with the key, or ask for a signed URL. Send an \`Idempotency-Key\` with whatever must not happen
twice: the same key gives the same answer for 24 hours.

A job has stages, a stage has tasks (one prompt to ComfyUI each), a task has attempts. \`priority\` (-100 to 100) orders the
jobs of one account; \`deadline_s\` ends a job that waits or runs too long. A raw \`graph\` reads files by \`inputs\`:
\`{"<node id>.<input>": "<asset id>"}\`; a workflow takes assets as parameters.

## Web pages

A page never holds an API key: its server mints a token with \`POST /v1/tokens\`. What sends no headers takes a signed URL:
\`<img>\` and \`<video>\` that of \`POST /v1/assets/{id}/url\`, \`EventSource\` that of \`POST /v1/jobs/{id}/events/url\`. Pages of
other origins may ask where the deployment's \`ALLOWED_ORIGINS\` names them; they may read the headers
${EXPOSED_HEADERS.map((name) => `\`${name}\``).join(", ")}. Cookies are never used.

\`\`\`js
const { url } = await post(\`/v1/jobs/\${job.id}/events/url\`);
const events = new EventSource(API + url);
events.addEventListener("progress", (event) => show(JSON.parse(event.data).percent));
events.addEventListener("output", (event) => add(JSON.parse(event.data).output));
events.addEventListener("job", (event) => { if (["succeeded", "failed", "canceled", "expired"].includes(JSON.parse(event.data).status)) events.close(); });
\`\`\`

## Live events

Both ways tell the same frames (schema \`Frame\`): first \`hello\` (where the job stands), then every durable event (\`job\`, \`stage\`,
\`task\`, \`output\`), numbered by \`seq\` from 1 without gaps, and between them ticks (\`progress\`, \`queue\`, and \`preview\` where
\`?previews=1\` asks for it), which carry no number and are not kept. Remember the last \`seq\`: \`?after=\` or \`Last-Event-ID\`
brings exactly what followed. Job statuses: \`queued\`, \`running\`, \`canceling\`, and for ever \`succeeded\`, \`failed\`,
\`canceled\` or \`expired\`.

- **Server-Sent Events**: \`GET /v1/jobs/{id}/events\`. The name of the event is the frame's \`type\`, its \`id\` the \`seq\`.
- **WebSocket**: \`GET /v1/jobs/{id}/socket\`, subprotocol \`${EVENTS_PROTOCOL}\`, each message a frame in JSON. A browser adds
  \`${TICKET_PREFIX}<ticket>\` of \`POST /v1/jobs/{id}/tickets\` as a second subprotocol. Send the text \`ping\` once it is open:
  a socket that never sends may hear of its close some seconds late. Close codes:
  ${CLOSE.done} all told, ${CLOSE.unauthorized} get a new ticket, ${CLOSE.forbidden} not allowed, ${CLOSE.notFound} no such job, ${CLOSE.tooMany} too many sockets.

A project has one feed for all of its pictures, \`GET /v1/projects/{id}/events\` and \`/socket\`, told and resumed in the same
way; its frames are those of the schema \`ProjectFrame\`. An account has one for all of its jobs, \`GET /v1/account/events\` and
\`/socket\` (schema \`AccountFrame\`): \`event\` carries what a job tells, and previews of up to twenty jobs come to a socket that
has sent \`{"watch": ["job_…"]}\`.

## Limits

\`RateLimit\` and \`RateLimit-Policy\` say what is left of which limit; 429 names the limit in \`errors\` and says in \`Retry-After\`
when to come back. \`GET /v1/account\` shows all limits. Lists come in pages: ask for what follows with \`cursor=<next_cursor>\`
while \`has_more\` is true. A query parameter that a route does not know is 400.

## Refusals

Every refusal is \`application/problem+json\` (RFC 9457): \`code\` is one of these, \`detail\` says what to do, \`errors\` points to
each place. What belongs to somebody else reads like what is not there. \`X-Request-Id\` names the request.

| code | status | meaning |
| --- | --- | --- |
${problems.join("\n")}

## Failure codes

A job that failed has an \`error\` with one of these codes. \`user\` and \`graph\` are never tried again, \`capacity\` once more on
a larger machine, \`infra\` a few times.

| code | class |
| --- | --- |
${failures.join("\n")}
`;
