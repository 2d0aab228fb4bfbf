import { translationOf } from "../../../words/catalogue.ts";
import type en from "./en.ts";

export default translationOf<typeof en>()({
	lead: "Personas que se ven igual en cada imagen.",
	create: "Nuevo personaje",
	create_title: "¿Quién es?",
	create_text: "Bastan un nombre y unas palabras. Después vienen cuatro vistas de referencia.",
	create_yes: "Crear",
	name: "Nombre",
	name_missing: "Ponle un nombre",
	description: "Aspecto y ropa",
	description_hint: "Con tus palabras. Aparece en cada prompt de este personaje.",
	no_looks: "Aún sin descripción",
	no_references: "Aún sin referencias",
	empty_title: "Aún no hay nadie",
	empty_text: "Crea un personaje: di quién es y cuatro vistas harán que sea la misma persona en cada imagen.",
	more: "Mostrar más",
});
