// What vite turns into files and constants.
declare module '*.css';
declare module '@fontsource-variable/*';

/** True in development builds, which have the page of components. */
declare const __DEVELOPMENT__: boolean;
