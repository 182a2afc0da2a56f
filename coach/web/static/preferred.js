// What the person chose once, such as the speed.
import { store, stored } from "./storage.js";

const NAME = "coach:preferred:";

export function preferred(name) { return stored(NAME + name); }

export function prefer(name, value) { store(NAME + name, value); }
