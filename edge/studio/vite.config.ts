import tailwind from "@tailwindcss/vite";
import { defineConfig } from "vite";

/** The studio: `npm start` and `npm run deploy` build it (`deploy/studio-assets.ts`); the Worker serves it at /studio. */
export default defineConfig({
	root: import.meta.dirname,
	base: "/studio/",
	plugins: [tailwind()],
	build: {
		target: "es2023",
		assetsInlineLimit: 0,
		modulePreload: { polyfill: false },
		reportCompressedSize: false,
		rolldownOptions: {
			checks: { pluginTimings: false },
			// Packages say where their code may run; all of this runs in browsers.
			onLog: (level, log, tell) => {
				if (log.code !== "MODULE_LEVEL_DIRECTIVE") tell(level, log);
			},
		},
	},
	server: { proxy: { "/v1": { target: process.env.EDGE_URL ?? "http://127.0.0.1:8787", ws: true } } },
});
