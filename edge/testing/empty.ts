import { applyD1Migrations, reset } from "cloudflare:test";
import { env } from "cloudflare:workers";
import "./env.ts";

// Nothing of the file before is left: in D1, in R2, in any Durable Object.
await reset();
await applyD1Migrations(env.DB, env.TEST_MIGRATIONS);
