import { lazy, Suspense } from "react";
import { Toasts } from "../ui/toast.tsx";
import { Broken } from "./broken.tsx";
import { ErrorBoundary } from "./error-boundary.tsx";
import { Layout } from "./layout.tsx";
import { PageOutlet } from "./page-outlet.tsx";
import { useSession } from "./session.tsx";

const SignIn = lazy(() => import("./sign-in.tsx"));
const Design = import.meta.env.DEV ? lazy(() => import("../design/page.tsx")) : null;

/** Who is not signed in sees how to; everybody else sees the page of the address. */
export function App() {
	const { state } = useSession();
	if (Design && window.location.pathname === "/studio/design") {
		return (
			<Suspense>
				<Design />
			</Suspense>
		);
	}
	if (state.as === "asking") return null;
	return (
		<ErrorBoundary fallback={() => <Broken />}>
			<Suspense>
				{state.as === "out" ? (
					<SignIn why={state.why} />
				) : (
					<Layout>
						<PageOutlet />
					</Layout>
				)}
				<Toasts />
			</Suspense>
		</ErrorBoundary>
	);
}
