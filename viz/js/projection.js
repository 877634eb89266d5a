// From longitude and latitude to the plane: Albers' equal-area conic for Kazakhstan and China together.

const RADIANS = Math.PI / 180;
const CENTRE = 88;
const ORIGIN = 38;
const PARALLELS = [27, 50];
const N = (Math.sin(PARALLELS[0] * RADIANS) + Math.sin(PARALLELS[1] * RADIANS)) / 2;
const C = Math.cos(PARALLELS[0] * RADIANS) ** 2 + 2 * N * Math.sin(PARALLELS[0] * RADIANS);
const R0 = Math.sqrt(C - 2 * N * Math.sin(ORIGIN * RADIANS)) / N;
const SIZE = 1000;

/** A place on the plane `[x, y]`, y downwards; 1000 units are one radius of the earth. */
export function project(longitude, latitude) {
  const angle = N * (longitude - CENTRE) * RADIANS;
  const radius = Math.sqrt(Math.max(0, C - 2 * N * Math.sin(latitude * RADIANS))) / N;
  return [SIZE * radius * Math.sin(angle), -SIZE * (R0 - radius * Math.cos(angle))];
}
