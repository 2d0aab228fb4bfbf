import { translationOf } from "../catalogue.ts";
import type en from "./en.ts";

export default translationOf<typeof en>()({
	title: "Iniciar sesión",
	lead: "Mira cómo se revelan tus imágenes.",
	label: "Clave de API o token",
	hint: "Se cambia por una sesión; esta página no la guarda.",
	submit: "Entrar",
	working: "Entrando…",
	required: "Escribe una clave o un token",
	refused: "Esta clave o token no es válido. ¿Se copió entero?",
	refused_token: "No se acepta este token: {why}",
	forbidden: "Esta clave no puede leer trabajos: necesita el permiso {scope}.",
	unreachable: "No se puede contactar con el servidor. Inténtalo en un momento.",
	link_over: "Esta dirección ya se usó o caducó. Entra con una clave.",
	ended: "Tu sesión terminó. Vuelve a entrar.",
});
