package com.fichatech.stagebox.protocol;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One JSON object; its members keep their order. Reading is by type: a member that is missing or of another type gives
 * the caller's default, so a newer box cannot crash this app. Not thread-safe.
 */
public final class JsonObject {
  private final Map<String, Object> members = new LinkedHashMap<>();

  /** `value` may be a String, Number, Boolean, JsonObject, List of these, or null. Returns this object. */
  public JsonObject put(String key, Object value) {
    members.put(key, value);
    return this;
  }

  public boolean has(String key) {
    return members.containsKey(key);
  }

  /** True if the member exists and is `null`. */
  public boolean isNull(String key) {
    return members.containsKey(key) && members.get(key) == null;
  }

  public Object get(String key) {
    return members.get(key);
  }

  public String string(String key, String otherwise) {
    Object value = members.get(key);
    return value instanceof String ? (String) value : otherwise;
  }

  public double number(String key, double otherwise) {
    Object value = members.get(key);
    return value instanceof Number ? ((Number) value).doubleValue() : otherwise;
  }

  /** A whole number within int; otherwise `otherwise`. */
  public int integer(String key, int otherwise) {
    double value = number(key, Double.NaN);
    return value == Math.rint(value) && Math.abs(value) <= Integer.MAX_VALUE ? (int) value : otherwise;
  }

  /** A whole number that a double holds exactly (below 2^53); otherwise `otherwise`. */
  public long whole(String key, long otherwise) {
    double value = number(key, Double.NaN);
    return value == Math.rint(value) && Math.abs(value) <= 9007199254740992.0 ? (long) value : otherwise;
  }

  public boolean flag(String key, boolean otherwise) {
    Object value = members.get(key);
    return value instanceof Boolean ? (Boolean) value : otherwise;
  }

  /** The object under `key`, or null. */
  public JsonObject object(String key) {
    Object value = members.get(key);
    return value instanceof JsonObject ? (JsonObject) value : null;
  }

  /** The list under `key`; empty if there is none. */
  public List<?> list(String key) {
    Object value = members.get(key);
    return value instanceof List ? (List<?>) value : new ArrayList<>();
  }

  /** The objects in the list under `key`; other items are left out. */
  public List<JsonObject> objects(String key) {
    List<JsonObject> found = new ArrayList<>();
    for (Object item : list(key)) if (item instanceof JsonObject) found.add((JsonObject) item);
    return found;
  }

  public Iterable<String> keys() {
    return members.keySet();
  }

  /** The JSON text, on one line. */
  @Override
  public String toString() {
    return JsonWriter.write(this);
  }
}
