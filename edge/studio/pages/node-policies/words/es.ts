import { translationOf } from "../../../words/catalogue.ts";
import type en from "./en.ts";

export default translationOf<typeof en>()({
	lead: "Qué nodos pueden tener los grafos propios de una cuenta. La biblioteca no está sujeta a ello.",
	account: "Id de la cuenta",
	account_hint: "Empieza por acc_",
	show: "Mostrar",
	is_default: "Se aplica la política habitual: todo nodo que no sale del grafo.",
	every: "Todo nodo que no esté denegado",
	allow: "Permitidos",
	deny: "Denegados",
	trusted: "De confianza más allá del grafo",
	trusted_hint: "Leen o escriben archivos, o acceden a la red",
	patterns_hint: "Una clase por línea, o el principio de una y un *",
	save: "Guardar",
	saved: "Guardado",
});
