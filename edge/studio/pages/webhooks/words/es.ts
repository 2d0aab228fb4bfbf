import { translationOf } from "../../../words/catalogue.ts";
import type en from "./en.ts";

export default translationOf<typeof en>()({
	lead: "Tus programas se enteran de los trabajos al momento.",
	create: "Añadir webhook",
	empty_title: "Aún no se avisa a nadie",
	empty_text:
		"Añade la dirección de tu servidor. Cada evento va firmado, se intenta durante tres días y puede reenviarse.",
	url: "Dirección de destino",
	url_hint: "Empieza por https:// y es accesible desde internet",
	note: "Tu nota",
	hears: "De qué se entera",
	everything: "Todo",
	made: "Su secreto de firma",
	shown_once: "Tu servidor comprueba las firmas con él. Cópialo ahora: no se volverá a mostrar.",
	done: "Ya lo tengo",
	paused: "En pausa",
	failing: "Falla desde {time}",
	good: "Entregando",
});
