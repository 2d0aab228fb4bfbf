import { expect, test } from "vitest";
import { audit } from "./command.ts";

test("an action that is not there is refused with those that are, before anything is asked", async () => {
	const asked = audit.run(["list", "--action", "api_key.creat"], {
		DARKROOM_URL: "http://127.0.0.1:9",
		DARKROOM_KEY: "dk_live_x",
	});
	await expect(asked).rejects.toMatchObject({
		exit: "usage",
		message: expect.stringContaining("api_key.create"),
	});
});
