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
