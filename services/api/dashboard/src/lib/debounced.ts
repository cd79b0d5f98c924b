/** A value once it has stood still for a while. */
import { useEffect, useState } from "react";

export function useDebounced<T>(value: T, ms = 400): T {
  const [calm, setCalm] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setCalm(value), ms);
    return () => clearTimeout(timer);
  }, [value, ms]);
  return calm;
}
