import { applyD1Migrations } from "cloudflare:test";
import { env } from "cloudflare:workers";
import type { D1Migration } from "@cloudflare/vitest-plugin";
import type { Env as EdgeEnv } from "../env.ts";

declare global {
	namespace Cloudflare {
		interface Env extends EdgeEnv {
			TEST_MIGRATIONS: D1Migration[];
		}
		interface GlobalProps {
			mainModule: typeof import("../index.ts");
		}
	}
}

await applyD1Migrations(env.DB, env.TEST_MIGRATIONS);
