import type { OpenAPIHono } from "@hono/zod-openapi";
import type { Context } from "hono";
import type { Principal } from "../auth/principal.ts";
import type { Env } from "../env.ts";
import type { Incoming } from "./incoming.ts";

/** What every request carries: the bindings of the Worker, and what the app has found out about it. */
export interface AppTypes {
	Bindings: Env;
	Variables: {
		requestId: string;
		/** Code of the refusal that it is answered with. */
		refused: string | undefined;
		principal: Principal | undefined;
		/** Who asks comes by an address that signs in once: the id their session will have. */
		signsIn: string | undefined;
		bodyFailure: "slow" | "gone" | undefined;
		/** Its body, where somebody reads it at a pace. */
		incoming: Incoming | undefined;
	};
}
export type AppContext = Context<AppTypes>;
export type App = OpenAPIHono<AppTypes>;
