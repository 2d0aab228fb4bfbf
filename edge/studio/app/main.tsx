import { QueryClientProvider } from "@tanstack/react-query";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { applyTheme } from "../ui/theme.ts";
import { shell } from "../words/shell.ts";
import { LanguageProvider } from "../words/words.tsx";
import { App } from "./app.tsx";
import { loadAhead } from "./load-ahead.ts";
import { queryClient } from "./query-client.ts";
import { RouterProvider } from "./routing/router.tsx";
import { begin, SessionProvider } from "./session/session.tsx";

applyTheme();
loadAhead();
// Not once the page is drawn: what it shows waits for the answer.
void begin();
const root = document.getElementById("studio");
if (!root) throw new Error("index.html has no #studio");
createRoot(root).render(
	<StrictMode>
		<QueryClientProvider client={queryClient}>
			<LanguageProvider load={shell.load}>
				<RouterProvider>
					<SessionProvider>
						<App />
					</SessionProvider>
				</RouterProvider>
			</LanguageProvider>
		</QueryClientProvider>
	</StrictMode>,
);
