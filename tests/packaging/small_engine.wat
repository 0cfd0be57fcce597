;; What an engine has that is split: functions that are called directly, from outside and through the table;
;; imports, a variable, a tag and data.
(module
  (type $binary (func (param i32 i32) (result i32)))
  (import "env" "note" (func $note (param i32)))
  (memory (export "memory") 1 16)
  (table (export "__indirect_function_table") 4 funcref)
  (tag $odd (export "odd") (param i32))
  (global $count (mut i32) (i32.const 0))
  (data (i32.const 1024) "data of it")
  (data (i32.const 2000) "\07")
  (elem (i32.const 1) $add $multiply $subtract)

  (func $add (param i32 i32) (result i32)
    (i32.add (local.get 0) (local.get 1)))

  (func $multiply (param i32 i32) (result i32)
    (global.set $count (i32.add (global.get $count) (i32.const 1)))
    (call $note (i32.load8_u (i32.const 2000)))
    (i32.mul (call $add (local.get 0) (i32.const 0)) (local.get 1)))

  (func $subtract (param i32 i32) (result i32)
    (i32.sub (local.get 0) (local.get 1)))

  (func $throw_odd (param i32)
    (if (i32.and (local.get 0) (i32.const 1))
      (then (throw $odd (local.get 0)))))

  (func (export "apply") (param $place i32) (param i32 i32) (result i32)
    (call_indirect (type $binary) (local.get 1) (local.get 2) (local.get $place)))

  (func (export "square") (param i32) (result i32)
    (call $multiply (local.get 0) (local.get 0)))

  (func (export "caught") (param i32) (result i32)
    (block $thrown (result i32)
      (try_table (catch $odd $thrown)
        (call $throw_odd (local.get 0)))
      (i32.const -1)))

  (func (export "counted") (result i32)
    (global.get $count)))
